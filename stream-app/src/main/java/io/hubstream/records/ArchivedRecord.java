package io.hubstream.records;

import io.hubstream.content.SourcePosition;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of the audit topic as it stood there, to the byte.
 *
 * @param position in the audit topic
 * @param timestamp in milliseconds, -1 for none
 * @param timestampType as Kafka names it, such as {@code CreateTime}
 * @param headers in their order
 */
@SuppressWarnings("ArrayRecordComponent")
public record ArchivedRecord(
    SourcePosition position,
    long timestamp,
    String timestampType,
    byte @Nullable [] key,
    byte @Nullable [] value,
    List<Header> headers) {
  public ArchivedRecord {
    headers = List.copyOf(headers);
  }

  /** A header of a record. */
  public record Header(String key, byte @Nullable [] value) {
    private boolean sameAs(Header other) {
      return key.equals(other.key) && Arrays.equals(value, other.value);
    }
  }

  /** About how many bytes it takes in a file before they are compressed. */
  public int bytes() {
    int bytes = length(key) + 2 * length(value);
    for (Header header : headers) {
      bytes += header.key().length() + length(header.value());
    }
    return bytes;
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  /** Whether two are the same to the byte; {@code equals} compares arrays by identity. */
  public boolean sameAs(ArchivedRecord other) {
    return position.equals(other.position)
        && timestamp == other.timestamp
        && timestampType.equals(other.timestampType)
        && Arrays.equals(key, other.key)
        && Arrays.equals(value, other.value)
        && sameHeaders(other.headers);
  }

  private boolean sameHeaders(List<Header> others) {
    if (headers.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < headers.size(); i++) {
      if (!headers.get(i).sameAs(others.get(i))) {
        return false;
      }
    }
    return true;
  }
}
