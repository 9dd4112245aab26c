package io.hubstream.serving;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a wanted version from {@code Requested} to {@code Warmed}, or to another end, step by
 * step, and writes each step into the journal.
 *
 * <p>Owner thread: the lifecycle thread. Nothing to close.
 */
final class Preparation {
  private static final Logger log = LoggerFactory.getLogger(Preparation.class);

  private final VersionLife.Tools tools;
  private final LifecycleJournal journal;

  Preparation(VersionLife.Tools tools, LifecycleJournal journal) {
    this.tools = tools;
    this.journal = journal;
  }

  /**
   * Goes as far as it can; blocks for as long as that takes.
   *
   * @param superseded asked between steps: whether this version is no longer wanted
   * @return {@code Warmed}, {@code Rejected}, {@code Postponed} or {@code Superseded}
   */
  VersionLife prepare(
      VersionLife.Requested requested, DesiredModel desired, BooleanSupplier superseded) {
    VersionLife life = requested;
    while (life instanceof VersionLife.Preparing preparing) {
      if (superseded.getAsBoolean()) {
        return ended(preparing, desired);
      }
      long start = System.nanoTime();
      life = advance(preparing);
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      if (life instanceof VersionLife.Preparing || life instanceof VersionLife.Warmed) {
        journal.write(
            step(life.phase(), requested.wanted(), desired, lineageAfter(preparing, life))
                .with(detail(life, took)));
      }
    }
    return life;
  }

  private static LifecycleEvent.Detail detail(VersionLife life, Duration took) {
    Optional<String> remark =
        life instanceof VersionLife.Preparing preparing ? preparing.remark() : Optional.empty();
    return new LifecycleEvent.Detail(remark, Optional.of(took), Optional.empty());
  }

  private VersionLife advance(VersionLife.Preparing life) {
    try {
      return life.advance(tools);
    } catch (ModelRefusedException e) {
      return life.rejected(e.reason());
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
    journal.write(
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
