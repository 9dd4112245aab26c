package io.hubstream.bench.latency;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * When a record was due, and where it counts. It travels in a header, which the service passes on
 * with the outcome.
 *
 * @param stage number of the stage; {@link #UNCOUNTED} for none
 * @param nanos by {@link System#nanoTime()} of this process
 */
record Due(int stage, long nanos) {
  static final int UNCOUNTED = -1;
  private static final String HEADER = "hubstream-bench-due";
  private static final int BYTES = Integer.BYTES + Long.BYTES;

  Header toHeader() {
    return new RecordHeader(
        HEADER, ByteBuffer.allocate(BYTES).putInt(stage).putLong(nanos).array());
  }

  /** Empty for a record that was not sent on a schedule. */
  static Optional<Due> of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    if (header == null || header.value() == null || header.value().length != BYTES) {
      return Optional.empty();
    }
    ByteBuffer value = ByteBuffer.wrap(header.value());
    return Optional.of(new Due(value.getInt(), value.getLong()));
  }
}
