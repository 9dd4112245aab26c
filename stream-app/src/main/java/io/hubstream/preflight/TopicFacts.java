package io.hubstream.preflight;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A topic that the service needs, as the brokers have it.
 *
 * @param partitions how many; empty where it is missing or not told
 * @param settings the topic's own that matter, as far as the brokers tell them
 * @param problem why nothing is known of it, where it is so
 * @param create how it is made
 */
public record TopicFacts(
    String name,
    OptionalInt partitions,
    Map<String, String> settings,
    Optional<String> problem,
    CreateCommands create) {
  public TopicFacts {
    settings = Map.copyOf(settings);
  }

  /** A setting, where the brokers tell it. */
  public Optional<String> setting(String key) {
    return Optional.ofNullable(settings.get(key));
  }

  /** Whether it is there. */
  public boolean there() {
    return partitions.isPresent();
  }
}
