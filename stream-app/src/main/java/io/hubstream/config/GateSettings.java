package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What bounds a version on its way to activation.
 *
 * @param loadTimeout longest load
 * @param warmUpTimeout longest warm-up, and longest look of the gate
 * @param latencyBudget longest median time of a full batch; empty for no limit
 */
public record GateSettings(
    Duration loadTimeout, Duration warmUpTimeout, Optional<Duration> latencyBudget) {
  public static final String LOAD_TIMEOUT_MS = "model.load.timeout.ms";
  public static final String WARM_UP_TIMEOUT_MS = "model.warmup.timeout.ms";
  public static final String LATENCY_BUDGET_MS = "gate.latency.budget.ms";

  static final Concern CONCERN =
      new Concern(
          "Warm-up and gate",
          new ConfigDef()
              .define(
                  LOAD_TIMEOUT_MS,
                  LONG,
                  600_000L,
                  between(1, 86_400_000),
                  LOW,
                  "Longest load of a version; one that takes longer is refused.")
              .define(
                  WARM_UP_TIMEOUT_MS,
                  LONG,
                  120_000L,
                  between(1, 86_400_000),
                  MEDIUM,
                  "Longest warm-up of a version, and longest look of the gate; one that takes longer is refused.")
              .define(
                  LATENCY_BUDGET_MS,
                  LONG,
                  0L,
                  between(0, 3_600_000),
                  MEDIUM,
                  "Longest median time of a full batch; a version that is slower is refused. 0 for no limit."));

  static GateSettings of(Values values) {
    return new GateSettings(
        values.millis(LOAD_TIMEOUT_MS),
        values.millis(WARM_UP_TIMEOUT_MS),
        Optional.of(values.millis(LATENCY_BUDGET_MS)).filter(budget -> !budget.isZero()));
  }
}
