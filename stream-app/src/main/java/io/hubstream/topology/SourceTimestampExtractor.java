package io.hubstream.topology;

import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Takes the record's own timestamp. Kafka Streams would skip a record with a negative one without a
 * word, which would leave a hole in the audit: such a record gets timestamp 0 and a marker header,
 * by which intake knows it.
 */
final class SourceTimestampExtractor implements TimestampExtractor {
  static final String NEGATIVE_TIMESTAMP_HEADER = "hubstream.internal.negative-timestamp";

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    if (record.timestamp() >= 0) {
      record.headers().remove(NEGATIVE_TIMESTAMP_HEADER);
      return record.timestamp();
    }
    record
        .headers()
        .remove(NEGATIVE_TIMESTAMP_HEADER)
        .add(
            NEGATIVE_TIMESTAMP_HEADER,
            ByteBuffer.allocate(Long.BYTES).putLong(record.timestamp()).array());
    return 0;
  }

  /** The timestamp that a marker header holds. */
  static long negativeTimestamp(Header marker) {
    return ByteBuffer.wrap(marker.value()).getLong();
  }
}
