package io.hubstream.content;

import java.util.Objects;

/**
 * Where a record stands in its source topic. Its text form {@code topic-partition-offset} is the
 * deterministic result id: the same record gets the same id however often it is processed.
 *
 * @param topic the source topic
 * @param partition the partition, 0 or more
 * @param offset the offset within the partition, 0 or more
 */
public record SourcePosition(String topic, int partition, long offset) {

  public SourcePosition {
    Objects.requireNonNull(topic, "topic");
  }

  /** The deterministic result id: {@code topic-partition-offset}. */
  public String resultId() {
    return topic + "-" + partition + "-" + offset;
  }

  @Override
  public String toString() {
    return resultId();
  }
}
