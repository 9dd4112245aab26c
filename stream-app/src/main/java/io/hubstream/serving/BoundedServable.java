package io.hubstream.serving;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * A servable that a command waits for no longer than a service would. A native run can't be
 * interrupted: when one is given up, its own thread closes the servable as soon as it ends.
 *
 * <p>Owner thread: the caller's, which loads it, looks at it and closes it; close never blocks for
 * a run that was given up.
 */
public final class BoundedServable implements AutoCloseable {
  private static final String LOAD_LIMIT = "model.load.timeout.ms";
  private static final String WARM_UP_LIMIT = "model.warmup.timeout.ms";

  private final Servable servable;
  private final Duration limit;
  private boolean givenUp;

  /** A look at a servable, which may run it. */
  @FunctionalInterface
  public interface Look<T> {
    T at(Servable servable) throws ModelRefusedException, IOException;
  }

  private BoundedServable(Servable servable, Duration limit) {
    this.servable = servable;
    this.limit = limit;
  }

  /**
   * Loads a version.
   *
   * @throws ModelRefusedException it cannot be loaded, or not within its limit
   */
  public static BoundedServable load(
      ServableLoader loader, ModelArtifact artifact, ModelManagerSettings.Limits limits)
      throws ModelRefusedException, IOException {
    String name = "load";
    try {
      Servable loaded =
          BoundedStep.run(
              name,
              limits.load(),
              () -> loader.load(artifact),
              late -> late.ifPresent(Servable::close));
      return new BoundedServable(loaded, limits.warmUp());
    } catch (StillRunningException e) {
      throw refused(name, limits.load(), LOAD_LIMIT, e);
    }
  }

  /** For runs without a limit. */
  public Servable servable() {
    return servable;
  }

  /**
   * Looks at it, for no longer than a warm-up may take. After a look that was given up there must
   * be no other.
   *
   * @param name what the look is, for the message: {@code warm-up}
   * @throws ModelRefusedException it refuses the version, or did not end within the limit
   */
  public <T> T look(String name, Look<T> look) throws ModelRefusedException, IOException {
    try {
      return BoundedStep.run(name, limit, () -> look.at(servable), this::closedLate);
    } catch (StillRunningException e) {
      givenUp = true;
      throw refused(name, limit, WARM_UP_LIMIT, e);
    }
  }

  private <T> void closedLate(Optional<T> result) {
    servable.close();
  }

  private static ModelRefusedException refused(
      String name, Duration limit, String setting, StillRunningException cause) {
    return new ModelRefusedException(
        "the %s did not end within %d ms, and a service would not wait longer either: the model hangs, or %s is too short for it"
            .formatted(name, limit.toMillis(), setting),
        cause);
  }

  @Override
  public void close() {
    if (!givenUp) {
      servable.close();
    }
  }
}
