package io.hubstream.verify;

/**
 * How far a partition was read.
 *
 * @param from first offset that was asked for
 * @param to offset behind the last one that was fetched
 */
public record ReadRange(String topic, int partition, long from, long to) {

  @Override
  public String toString() {
    return from >= to
        ? "%s-%d from %d, where it ends".formatted(topic, partition, from)
        : "%s-%d from %d to %d".formatted(topic, partition, from, to - 1);
  }
}
