package io.hubstream.cli;

import io.hubstream.config.EnvironmentLockSettings;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.environment.EnvironmentLock;
import io.hubstream.environment.EnvironmentLock.Difference;
import io.hubstream.environment.LockFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the environment with the lock of the settings before a service starts. */
final class EnvironmentCheck {
  private static final Logger LOG = LoggerFactory.getLogger(EnvironmentCheck.class);

  private EnvironmentCheck() {}

  /**
   * Compares, where the settings name a lock.
   *
   * @param production whether the environment is declared as production
   * @param ignored whether the user said that a difference does not matter
   * @return digest of the environment here; empty where there is no lock to compare with
   * @throws CommandFailure it must be the lock's and is not, or the lock can't be read
   */
  static Optional<String> digest(HubstreamConfig config, boolean production, boolean ignored)
      throws IOException {
    EnvironmentLockSettings settings = config.pipeline().environmentLock();
    if (settings.lock().isEmpty()) {
      if (production) {
        LOG.warn(
            "Production, but {} names no lock: any environment will do. `hubstream env lock` writes one.",
            EnvironmentLockSettings.LOCK);
      }
      return Optional.empty();
    }
    Path file = settings.lock().get();
    EnvironmentLock here = EnvironmentLock.here(config);
    Optional<EnvironmentLock> locked = read(file, ignored);
    if (locked.isPresent()) {
      compare(file, locked.get().differencesTo(here), settings.enforced(production), ignored);
    }
    return Optional.of(here.environmentDigest());
  }

  private static Optional<EnvironmentLock> read(Path file, boolean ignored) {
    try {
      return Optional.of(LockFile.read(file));
    } catch (IOException e) {
      String problem =
          "%s=%s cannot be compared with: %s"
              .formatted(EnvironmentLockSettings.LOCK, file, described(e));
      if (ignored) {
        LOG.warn("{}. Started all the same: --ignore-environment.", problem);
        return Optional.empty();
      }
      throw CommandFailure.usage(
          problem + ". Write one with `hubstream env lock --out %s`".formatted(file));
    }
  }

  private static String described(IOException e) {
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : String.valueOf(e.getMessage());
  }

  private static void compare(
      Path file, List<Difference> differences, boolean enforced, boolean ignored) {
    if (differences.isEmpty()) {
      LOG.info("The environment is that of {}.", file);
      return;
    }
    String listed =
        differences.stream().map(EnvironmentCheck::text).collect(Collectors.joining("\n  "));
    if (enforced && !ignored) {
      throw CommandFailure.usage(
          "the environment is not that of %s=%s:%n  %s%nRun in the locked environment; or, if this one is right, write a new lock with `hubstream env lock`; or start all the same with --ignore-environment"
              .formatted(EnvironmentLockSettings.LOCK, file, listed));
    }
    LOG.warn(
        "The environment is not that of {}{}:\n  {}",
        file,
        ignored ? "; started all the same, --ignore-environment" : "",
        listed);
  }

  private static String text(Difference difference) {
    return "%s: locked %s, here %s"
        .formatted(
            difference.name(),
            difference.first().orElse("nothing"),
            difference.second().orElse("nothing"));
  }
}
