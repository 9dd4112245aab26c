package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Models on this instance.
 *
 * @param cacheDir local copies of the versions, by digest
 * @param startupTimeout longest wait for the first models before the stream starts
 * @param rollbackKeepWarm how long a replaced version stays loaded
 * @param ops which operations they may use
 */
public record ModelSettings(
    Path cacheDir, Duration startupTimeout, Duration rollbackKeepWarm, ModelOpSettings ops) {
  public static final String CACHE_DIR = "models.cache.dir";
  public static final String STARTUP_TIMEOUT_MS = "startup.models.timeout.ms";
  public static final String ROLLBACK_KEEP_WARM_MS = "rollback.keep.warm.ms";

  static final Concern CONCERN =
      new Concern(
          "Models",
          new ConfigDef()
              .define(
                  CACHE_DIR,
                  STRING,
                  "~/.cache/hubstream/models",
                  Checks.path(),
                  MEDIUM,
                  "Folder for local copies of model versions, by digest.")
              .define(
                  STARTUP_TIMEOUT_MS,
                  LONG,
                  120_000L,
                  between(0, 3_600_000),
                  MEDIUM,
                  "Longest wait at start-up until what the registry wants serves or was refused.")
              .define(
                  ROLLBACK_KEEP_WARM_MS,
                  LONG,
                  0L,
                  between(0, 86_400_000),
                  MEDIUM,
                  "How long a replaced version stays loaded, so that going back is instant."));

  static ModelSettings of(Values values) {
    return new ModelSettings(
        values.path(CACHE_DIR),
        values.millis(STARTUP_TIMEOUT_MS),
        values.millis(ROLLBACK_KEEP_WARM_MS),
        ModelOpSettings.of(values));
  }
}
