package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The environment that results must be computed on.
 *
 * @param lock file that {@code hubstream env lock} wrote; empty for none
 * @param enforce whether a service that finds another environment refuses to start
 */
public record EnvironmentLockSettings(Optional<Path> lock, Enforce enforce) {

  /** {@code environment.lock.enforce}. */
  public enum Enforce {
    TRUE,
    FALSE,
    /** In production. */
    AUTO
  }

  public static final String LOCK = "environment.lock";
  public static final String ENFORCE = "environment.lock.enforce";

  static final Concern CONCERN =
      new Concern(
          "Environment lock",
          new ConfigDef()
              .define(
                  LOCK,
                  STRING,
                  "",
                  Checks.pathOrEmpty(),
                  MEDIUM,
                  "File that `hubstream env lock` wrote: the service compares itself with it when it"
                      + " starts. Empty compares nothing.")
              .define(
                  ENFORCE,
                  STRING,
                  "auto",
                  in("auto", "true", "false"),
                  MEDIUM,
                  "Whether the service refuses to start in another environment than the lock's, or"
                      + " only logs each difference. auto: it refuses in production."));

  static EnvironmentLockSettings of(Values values) {
    String lock = values.text(LOCK);
    return new EnvironmentLockSettings(
        lock.isEmpty() ? Optional.empty() : Optional.of(Values.expandHome(lock)),
        Enforce.valueOf(values.text(ENFORCE).toUpperCase(Locale.ROOT)));
  }

  /**
   * Whether a difference keeps the service from starting.
   *
   * @param production whether the environment is declared as production
   */
  public boolean enforced(boolean production) {
    return enforce == Enforce.AUTO ? production : enforce == Enforce.TRUE;
  }
}
