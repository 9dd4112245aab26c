package io.hubstream.serving;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a wanted version from {@code Requested} to {@code Gated}, or to another end, step by step,
 * and writes each step into the journal, or wherever else it is told to.
 *
 * <p>Owner thread: the lifecycle thread. Nothing to close.
 */
final class Preparation {
  private static final Logger log = LoggerFactory.getLogger(Preparation.class);

  /** The memory that a version takes. */
  interface Admission {
    /**
     * Makes room for it; blocks for as long as that takes. Called once, before a verified version
     * is loaded.
     *
     * @throws ModelRefusedException there is none
     * @throws IOException none can be made now: trying again may help
     */
    void admit(VersionLife.Verified verified) throws ModelRefusedException, IOException;

    /** A step was given up: the version stays in memory until it ends. */
    void abandoned(LateEnd end);
  }

  private final VersionLife.Tools tools;
  private final LifecycleJournal journal;
  private final Consumer<LifecycleEvent> steps;

  Preparation(VersionLife.Tools tools, LifecycleJournal journal) {
    this(tools, journal, journal::write);
  }

  private Preparation(
      VersionLife.Tools tools, LifecycleJournal journal, Consumer<LifecycleEvent> steps) {
    this.tools = tools;
    this.journal = journal;
    this.steps = steps;
  }

  /** The same, but its steps go elsewhere. */
  Preparation writingTo(Consumer<LifecycleEvent> other) {
    return new Preparation(tools, journal, other);
  }

  /**
   * Goes as far as it can; blocks for as long as that takes.
   *
   * @param replacement what the version takes the place of
   * @param superseded asked between steps: whether this version is no longer wanted
   * @param admission makes room before it is loaded
   * @return {@code Gated}, {@code Rejected}, {@code Postponed} or {@code Superseded}
   */
  VersionLife prepare(
      VersionLife.Requested requested,
      DesiredModel desired,
      Replacement replacement,
      BooleanSupplier superseded,
      Admission admission) {
    VersionLife.Tools toolsOfThis = tools.replacing(replacement);
    VersionLife life = requested;
    while (life instanceof VersionLife.Preparing preparing) {
      if (superseded.getAsBoolean()) {
        return ended(preparing, desired);
      }
      long start = System.nanoTime();
      life = advance(preparing, toolsOfThis, admission);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      if (life instanceof VersionLife.Preparing || life instanceof VersionLife.Gated) {
        steps.accept(
            step(life.phase(), requested.wanted(), desired, lineageAfter(preparing, life))
                .with(
                    new LifecycleEvent.Detail(
                        life.findings(), Optional.of(took), Optional.empty())));
      }
    }
    return life;
  }

  /** Why this environment does not let the version in, whether or not it is loaded. */
  Optional<VersionLife.Rejected> refusal(
      DesiredVersion wanted, AdmissionPolicy.Direction direction) {
    try {
      tools.admission().admit(wanted, direction);
      return Optional.empty();
    } catch (ModelRefusedException e) {
      return Optional.of(new VersionLife.Rejected(Phase.REQUESTED, e.reason()));
    }
  }

  private static VersionLife advance(
      VersionLife.Preparing life, VersionLife.Tools tools, Admission admission) {
    try {
      if (life instanceof VersionLife.Verified verified) {
        admission.admit(verified);
      }
      return life.advance(tools);
    } catch (ModelRefusedException e) {
      return life.rejected(e.reason());
    } catch (StillRunningException e) {
      admission.abandoned(e.end());
      return life.abandoned(e);
    } catch (IOException e) {
      return life.postponed(described(e));
    } catch (RuntimeException | Error e) {
      // Also out of memory: this version can't be had here, and the lifecycle thread must live on.
      log.error("model {} failed unexpectedly", life.wanted().version().display(), e);
      return life.rejected("failed unexpectedly: " + described(e));
    }
  }

  private VersionLife ended(VersionLife.Preparing life, DesiredModel desired) {
    VersionLife end = life.superseded();
    steps.accept(
        step(end.phase(), life.wanted(), desired, life)
            .with(LifecycleEvent.Detail.because("another state is wanted: it never served")));
    return end;
  }

  private static VersionLife.Preparing lineageAfter(
      VersionLife.Preparing before, VersionLife after) {
    return after instanceof VersionLife.Preparing preparing ? preparing : before;
  }

  private LifecycleEvent step(
      Phase phase, DesiredVersion wanted, DesiredModel desired, VersionLife.Preparing life) {
    return LifecycleEvent.of(
            journal.now(), desired.model(), phase, origin(desired, wanted, life.lineage()))
        .ofVersion(wanted.version());
  }

  static LifecycleEvent.Origin origin(
      DesiredModel desired, DesiredVersion wanted, Map<String, String> lineage) {
    return new LifecycleEvent.Origin(
        desired.registryOffset(),
        Optional.of(desired.requestedBy()),
        Optional.of(wanted.artifactUri()),
        lineage);
  }

  private static String described(Throwable e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
