package io.hubstream.broker;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A topic to be made.
 *
 * @param name its name
 * @param partitions how many, 1 or more
 * @param config its own settings, for instance {@code cleanup.policy}
 */
public record Topic(String name, int partitions, Map<String, String> config) {

  public Topic {
    Objects.requireNonNull(name, "name");
    if (partitions < 1) {
      throw new IllegalArgumentException("topic %s: %d partitions".formatted(name, partitions));
    }
    config = Map.copyOf(config);
  }

  /** A topic that keeps every record for the broker's retention time. */
  public static Topic of(String name, int partitions) {
    return new Topic(name, partitions, Map.of());
  }

  /** A topic that keeps the last record of each key for ever. */
  public static Topic compacted(String name, int partitions) {
    return new Topic(name, partitions, Map.of("cleanup.policy", "compact"));
  }

  /** The same topic with one more setting. */
  public Topic with(String key, String value) {
    Map<String, String> more = new HashMap<>(config);
    more.put(key, value);
    return new Topic(name, partitions, more);
  }
}
