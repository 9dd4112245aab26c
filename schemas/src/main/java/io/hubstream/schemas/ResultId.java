package io.hubstream.schemas;

/**
 * The position of a source record, and with it the identity of its result: the same record always
 * has the same one, whoever processes it and how often. Its text is {@code topic-partition-offset};
 * the topic may hold dashes.
 *
 * @param topic name of the source topic, not empty
 * @param partition partition, 0 or more
 * @param offset offset, 0 or more
 */
public record ResultId(String topic, int partition, long offset) {

  /** Refuses an empty topic and negative numbers. */
  public ResultId {
    if (topic.isEmpty() || partition < 0 || offset < 0) {
      throw new IllegalArgumentException(
          "not the position of a record: topic '%s', partition %d, offset %d"
              .formatted(topic, partition, offset));
    }
  }

  /**
   * The inverse of {@link #toString()}.
   *
   * @throws IllegalArgumentException if the text is not of the form topic-partition-offset
   */
  public static ResultId parse(String text) {
    int beforeOffset = text.lastIndexOf('-');
    int beforePartition = text.lastIndexOf('-', beforeOffset - 1);
    if (beforePartition <= 0) {
      throw malformed(text);
    }
    try {
      ResultId parsed =
          new ResultId(
              text.substring(0, beforePartition),
              Integer.parseInt(text.substring(beforePartition + 1, beforeOffset)),
              Long.parseLong(text.substring(beforeOffset + 1)));
      // A second text for the same position, such as one with leading zeros, would not compare
      // equal.
      if (parsed.toString().equals(text)) {
        return parsed;
      }
    } catch (NumberFormatException e) {
      throw malformed(text);
    }
    throw malformed(text);
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is not a result id; one looks like hubstream.content-3-1207");
  }

  /** {@code topic-partition-offset}. */
  @Override
  public String toString() {
    return topic + '-' + partition + '-' + offset;
  }
}
