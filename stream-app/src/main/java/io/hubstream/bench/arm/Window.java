package io.hubstream.bench.arm;

import io.hubstream.bench.process.Lifeline;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Waits until an arm is warm, then measures it. Owned by the process's main thread. */
final class Window {
  private static final Duration TICK = Duration.ofMillis(20);
  private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
  private static final double ROOM_FOR_GETTING_FASTER = 1.5;
  private static final Duration NO_RECORD_LIMIT = Duration.ofSeconds(60);

  private final ArmSpec spec;
  private final ArmWork work;
  private final Recorder recorder;
  private final Lifeline parent;
  private double warmUpSeconds;

  Window(ArmSpec spec, ArmWork work, Recorder recorder, Lifeline parent) {
    this.spec = spec;
    this.work = work;
    this.recorder = recorder;
    this.parent = parent;
  }

  /**
   * Until the time is over, each model has run, and the compiler has come to rest or three times
   * the time has passed; or until the backlog holds little more than the window needs.
   */
  void awaitWarm(Set<String> models) throws InterruptedException {
    long begun = System.nanoTime();
    while (recorder.records() == 0) {
      requireAlive();
      if (System.nanoTime() - begun > NO_RECORD_LIMIT.toNanos()) {
        throw new IllegalStateException(
            "no record was done within %d s".formatted(NO_RECORD_LIMIT.toSeconds()));
      }
      Thread.sleep(TICK.toMillis());
    }
    long first = System.nanoTime();
    CompilerWatch compiler = new CompilerWatch(first, ProcessUse.jit());
    while (!isWarm(first, compiler, models) && !isRunningOut(first)) {
      requireAlive();
      requireMore("in the warm-up");
      Thread.sleep(TICK.toMillis());
    }
    warmUpSeconds = (System.nanoTime() - first) / 1e9;
  }

  private boolean isWarm(long firstNanos, CompilerWatch compiler, Set<String> models) {
    long now = System.nanoTime();
    long least = spec.timing().warmUpMs() * 1_000_000;
    boolean quiet = compiler.isQuiet(now, ProcessUse.jit());
    return now - firstNanos >= least
        && recorder.modelsRun().containsAll(models)
        && (quiet || now - firstNanos >= least * ArmSpec.MOST_WARM_UPS);
  }

  /** By the average so far, with room for getting faster. */
  private boolean isRunningOut(long firstNanos) {
    long elapsed = System.nanoTime() - firstNanos;
    if (spec.records() == 0 || elapsed < FIRST_LOOK.toNanos()) {
      return false;
    }
    double windows = (double) spec.timing().durationMs() * 1_000_000 / elapsed;
    long done = recorder.records();
    return spec.records() - done < done * windows * ROOM_FOR_GETTING_FASTER;
  }

  private void requireAlive() {
    Optional<String> failure = work.failure();
    if (failure.isPresent()) {
      throw new IllegalStateException(failure.get());
    }
  }

  private void requireMore(String when) {
    if (allDone()) {
      throw new IllegalStateException(
          "the backlog of %d records ended %s: it needs more".formatted(spec.records(), when));
    }
  }

  private boolean allDone() {
    return spec.records() > 0 && recorder.records() >= spec.records();
  }

  /** A moment of the window: cheap enough to be taken often. */
  private record Moment(long records, long nanos, long cpuNanos) {}

  private Moment moment() {
    return new Moment(recorder.records(), System.nanoTime(), ProcessUse.cpu());
  }

  /**
   * Measures until the time is over and a record was done, the backlog ends, or the parent says so.
   * A window that the backlog or the parent ends is over with its last record.
   *
   * @throws IllegalStateException the arm failed, or no record was done for a minute
   */
  Measurement measure() throws InterruptedException {
    ProcessUse before = ProcessUse.now();
    Totals start = recorder.totals();
    Moment from = moment();
    requireMore("before the window");
    Moment last = from;
    PeakRate peak = new PeakRate(from.nanos(), from.records());
    boolean ended = false;
    while (!ended && !isOver(from, last)) {
      requireAlive();
      ended = allDone() || isToldToStop();
      Moment now = moment();
      last = now.records() > last.records() ? now : last;
      peak.at(now.nanos(), now.records());
    }
    Moment to = ended ? last : moment();
    Totals totals = recorder.totals();
    return new Measurement(
        new Measurement.Window(
            to.records() - from.records(),
            (to.nanos() - from.nanos()) / 1e9,
            (to.cpuNanos() - from.cpuNanos()) / 1e9,
            warmUpSeconds,
            peak.perSecond(),
            ended),
        totals.stagesSince(start),
        totals.batchesSince(start, recorder.intervals().busyNanos(from.nanos(), to.nanos())),
        totals.drainsSince(start),
        ProcessUse.now().since(before));
  }

  private boolean isOver(Moment from, Moment last) {
    long passed = System.nanoTime() - from.nanos();
    boolean any = last.records() > from.records();
    if (!any && passed > NO_RECORD_LIMIT.toNanos()) {
      throw new IllegalStateException(
          "no record was done within %d s".formatted(NO_RECORD_LIMIT.toSeconds()));
    }
    long wanted = spec.timing().durationMs() * 1_000_000;
    return any && wanted > 0 && passed >= wanted;
  }

  /** Waits for a tick, or for the parent's next word. */
  private boolean isToldToStop() throws InterruptedException {
    Optional<String> word = parent.poll(TICK);
    if (word.filter(ArmJson.COUNT::equals).isPresent()) {
      sayCount();
    }
    return word.filter(ArmJson.STOP::equals).isPresent();
  }

  /** Tells the parent how far the work has come. */
  void sayCount() {
    parent.say(
        ArmJson.write(ArmReply.counted(new ArmReply.Count(recorder.records(), ProcessUse.jit()))));
  }
}
