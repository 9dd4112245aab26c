package io.hubstream.registry;

import io.hubstream.records.TopicCodecs;
import java.time.Clock;
import java.time.Duration;

/**
 * Settings of the registry's reader.
 *
 * @param topic the registry topic; its partition 0 is read
 * @param poll longest wait for rows; bounds how late a question for the end is answered
 * @param firstPause pause after the broker was lost; it doubles
 * @param longestPause upper bound of that pause
 * @param reassertDelay shortest wait before a winner is published again; each instance draws a time
 *     between it and four times as much, and one that sees another do it keeps quiet
 * @param codecs know the wire format
 */
public record RegistrySettings(
    String topic,
    Duration poll,
    Duration firstPause,
    Duration longestPause,
    Duration reassertDelay,
    Clock clock,
    TopicCodecs codecs) {

  /** Of a topic in Avro's single-object encoding. */
  public RegistrySettings(
      String topic,
      Duration poll,
      Duration firstPause,
      Duration longestPause,
      Duration reassertDelay,
      Clock clock) {
    this(topic, poll, firstPause, longestPause, reassertDelay, clock, TopicCodecs.SINGLE_OBJECT);
  }

  /** What suits every installation. */
  public static RegistrySettings defaults(String topic) {
    return defaults(topic, TopicCodecs.SINGLE_OBJECT);
  }

  /** What suits every installation. */
  public static RegistrySettings defaults(String topic, TopicCodecs codecs) {
    return new RegistrySettings(
        topic,
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(15),
        Duration.ofMillis(500),
        Clock.systemUTC(),
        codecs);
  }
}
