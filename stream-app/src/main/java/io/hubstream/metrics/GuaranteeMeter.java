package io.hubstream.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Says by its tags which processing guarantee holds; its value is always 1. */
public final class GuaranteeMeter {
  private GuaranteeMeter() {}

  /**
   * Registers it.
   *
   * @param guarantee as Kafka Streams spells it
   * @param profile what kind of brokers there are
   * @param cause what decided: the setting, the tier, or the broker
   */
  public static void register(
      MeterRegistry registry, String guarantee, String profile, String cause) {
    Gauge.builder("hubstream.guarantee", () -> 1)
        .description("The processing guarantee in force, by its tags")
        .tag("guarantee", guarantee)
        .tag("profile", profile)
        .tag("cause", cause.toLowerCase(Locale.ROOT))
        .register(registry);
  }
}
