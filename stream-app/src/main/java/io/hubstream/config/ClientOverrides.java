package io.hubstream.config;

import java.util.Map;
import java.util.TreeMap;

/**
 * Settings that go through to Kafka's clients unchanged. The text form shows keys alone, because
 * some values are secrets.
 *
 * @param common for every client
 * @param consumer for consumers alone
 * @param producer for producers alone
 * @param streams for Kafka Streams itself
 */
public record ClientOverrides(
    Map<String, String> common,
    Map<String, String> consumer,
    Map<String, String> producer,
    Map<String, String> streams) {
  /** Every setting that starts so goes through. */
  public static final String PREFIX = "kafka.";

  static final String CONSUMER = PREFIX + "consumer.";
  static final String PRODUCER = PREFIX + "producer.";
  static final String STREAMS = PREFIX + "streams.";

  public static final ClientOverrides NONE =
      new ClientOverrides(Map.of(), Map.of(), Map.of(), Map.of());

  public ClientOverrides {
    common = Map.copyOf(common);
    consumer = Map.copyOf(consumer);
    producer = Map.copyOf(producer);
    streams = Map.copyOf(streams);
  }

  static ClientOverrides of(Map<String, String> settings) {
    Map<String, String> common = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          if (prefixOf(key).equals(PREFIX)) {
            common.put(key.substring(PREFIX.length()), value);
          }
        });
    return new ClientOverrides(
        common, under(settings, CONSUMER), under(settings, PRODUCER), under(settings, STREAMS));
  }

  /** These, and of the others what these do not set, be it for every client. */
  ClientOverrides over(ClientOverrides others) {
    return new ClientOverrides(
        over(common, others.common, Map.of()),
        over(consumer, others.consumer, common),
        over(producer, others.producer, common),
        over(streams, others.streams, Map.of()));
  }

  /** As {@link #over(ClientOverrides)}, for every client. */
  ClientOverrides over(Map<String, String> others) {
    return over(new ClientOverrides(others, Map.of(), Map.of(), Map.of()));
  }

  private static Map<String, String> over(
      Map<String, String> own, Map<String, String> others, Map<String, String> wider) {
    Map<String, String> all = new TreeMap<>(others);
    all.keySet().removeAll(wider.keySet());
    all.putAll(own);
    return all;
  }

  /** The longest prefix of ours that the key has, or the empty text. */
  static String prefixOf(String key) {
    for (String prefix : new String[] {CONSUMER, PRODUCER, STREAMS, PREFIX}) {
      if (key.startsWith(prefix)) {
        return prefix;
      }
    }
    return "";
  }

  private static Map<String, String> under(Map<String, String> settings, String prefix) {
    Map<String, String> found = new TreeMap<>();
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }

  @Override
  public String toString() {
    return "ClientOverrides[common=%s, consumer=%s, producer=%s, streams=%s]"
        .formatted(common.keySet(), consumer.keySet(), producer.keySet(), streams.keySet());
  }
}
