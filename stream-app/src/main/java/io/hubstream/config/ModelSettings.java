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
 * @param stores where versions are fetched from
 * @param memory what versions may take
 * @param rollback going back to the last good version
 * @param acceptance what a version must pass
 * @param outside what reaches beyond the service: the archive of the audit, registries outside
 */
public record ModelSettings(
    Path cacheDir,
    Duration startupTimeout,
    StoreSettings stores,
    MemorySettings memory,
    RollbackSettings rollback,
    Acceptance acceptance,
    Outside outside) {
  public static final String CACHE_DIR = "models.cache.dir";
  public static final String STARTUP_TIMEOUT_MS = "startup.models.timeout.ms";

  static final Concern CONCERN =
      new Concern(
          "Models", RollbackSettings.define(MemorySettings.define(define(new ConfigDef()))));

  private static ConfigDef define(ConfigDef def) {
    return def.define(
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
            "Longest wait at start-up until what the registry wants serves or was refused.");
  }

  /**
   * What a version must pass before it serves.
   *
   * @param ops which operations it may use
   * @param gate what bounds it on its way to activation
   * @param environment which versions may serve
   */
  public record Acceptance(
      ModelOpSettings ops, GateSettings gate, EnvironmentSettings environment) {}

  /**
   * What reaches beyond the service.
   *
   * @param archive where the audit is kept beyond the topic's retention
   * @param bridge what registries outside tell of versions
   */
  public record Outside(ArchiveSettings archive, BridgeSettings bridge) {}

  /** Where the audit is kept beyond the topic's retention. */
  public ArchiveSettings archive() {
    return outside.archive();
  }

  /** What registries outside tell of versions. */
  public BridgeSettings bridge() {
    return outside.bridge();
  }

  /** Which operations versions may use. */
  public ModelOpSettings ops() {
    return acceptance.ops();
  }

  /** What bounds a version on its way to activation. */
  public GateSettings gate() {
    return acceptance.gate();
  }

  /** Which versions may serve. */
  public EnvironmentSettings environment() {
    return acceptance.environment();
  }

  static ModelSettings of(Values values) {
    return new ModelSettings(
        values.path(CACHE_DIR),
        values.millis(STARTUP_TIMEOUT_MS),
        StoreSettings.of(values),
        MemorySettings.of(values),
        RollbackSettings.of(values),
        new Acceptance(
            ModelOpSettings.of(values), GateSettings.of(values), EnvironmentSettings.of(values)),
        new Outside(ArchiveSettings.of(values), BridgeSettings.of(values)));
  }
}
