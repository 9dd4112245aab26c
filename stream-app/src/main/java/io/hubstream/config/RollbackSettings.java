package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.BOOLEAN;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;

import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Going back to the last good version.
 *
 * @param keepWarm how long a replaced version stays loaded
 * @param auto whether a version that turns out to be bad is left without being asked
 * @param window how long after its activation a version is watched
 * @param minRows rows that the rates are taken of, at least
 * @param maxErrorRate share of rows that may fail
 * @param maxNanRate share of rows that may give NaN or infinite values
 */
public record RollbackSettings(
    Duration keepWarm,
    boolean auto,
    Duration window,
    int minRows,
    double maxErrorRate,
    double maxNanRate) {
  public static final String KEEP_WARM_MS = "rollback.keep.warm.ms";
  public static final String AUTO = "rollback.auto";
  public static final String AUTO_WINDOW_MS = "rollback.auto.window.ms";
  public static final String AUTO_MIN_ROWS = "rollback.auto.min.rows";
  public static final String AUTO_MAX_ERROR_RATE = "rollback.auto.max.error.rate";
  public static final String AUTO_MAX_NAN_RATE = "rollback.auto.max.nan.rate";

  static ConfigDef define(ConfigDef def) {
    return def.define(
            KEEP_WARM_MS,
            LONG,
            600_000L,
            between(0, 86_400_000),
            MEDIUM,
            "How long a replaced version stays loaded, so that going back is instant. It is"
                + " unloaded earlier when another version needs the memory.")
        .define(
            AUTO,
            BOOLEAN,
            true,
            MEDIUM,
            "Whether an instance publishes a rollback by itself when a version that has just"
                + " replaced another gives too many errors or values that are no numbers.")
        .define(
            AUTO_WINDOW_MS,
            LONG,
            600_000L,
            between(0, 86_400_000),
            MEDIUM,
            "How long after its activation a version is watched for that.")
        .define(
            AUTO_MIN_ROWS,
            INT,
            100,
            between(1, 1_000_000),
            MEDIUM,
            "Rows that the rates below are taken of, at least. With fewer, the missing ones count"
                + " as good: a version is left as soon as they could not save it.")
        .define(
            AUTO_MAX_ERROR_RATE,
            DOUBLE,
            0.05,
            Checks.share(),
            MEDIUM,
            "Share of rows that the version may fail on.")
        .define(
            AUTO_MAX_NAN_RATE,
            DOUBLE,
            0.01,
            Checks.share(),
            MEDIUM,
            "Share of rows that the version may give NaN or infinite values for.");
  }

  static RollbackSettings of(Values values) {
    return new RollbackSettings(
        values.millis(KEEP_WARM_MS),
        values.flag(AUTO),
        values.millis(AUTO_WINDOW_MS),
        values.integer(AUTO_MIN_ROWS),
        values.real(AUTO_MAX_ERROR_RATE),
        values.real(AUTO_MAX_NAN_RATE));
  }
}
