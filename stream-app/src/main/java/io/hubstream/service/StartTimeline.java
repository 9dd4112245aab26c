package io.hubstream.service;

import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * When a start reached which phase. Phases may overlap, so that only the times are true for sure;
 * the summary gives each phase what passed since the one that was reached before it.
 *
 * <p>Safe for any thread. Nothing to close.
 */
public final class StartTimeline implements StartListener {
  private final Instant begun;
  private final Clock clock;
  private final Map<StartPhase, Instant> reached = new EnumMap<>(StartPhase.class);

  /**
   * @param begun when the process began
   */
  public StartTimeline(Instant begun, Clock clock) {
    this.begun = begun;
    this.clock = clock;
  }

  /** Of this process, from the first moment of its JVM. */
  public static StartTimeline ofThisProcess() {
    return new StartTimeline(
        Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()),
        Clock.systemUTC());
  }

  @Override
  public void reached(StartPhase phase) {
    reachedFirst(phase);
  }

  /** Returns whether the phase had not been reached before. */
  public synchronized boolean reachedFirst(StartPhase phase) {
    return reached.putIfAbsent(phase, clock.instant()) == null;
  }

  /** When the process began. */
  public Instant begun() {
    return begun;
  }

  /** A phase and when it was over. */
  public record Step(StartPhase phase, Instant at) {}

  /** What was reached so far, in the order of time. */
  public synchronized List<Step> steps() {
    return reached.entrySet().stream()
        .map(entry -> new Step(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(Step::at).thenComparing(Step::phase))
        .toList();
  }

  /** As {@code 3.12 s: JVM 0.41, settings 0.10, ...}. */
  public String summary() {
    StringJoiner parts = new StringJoiner(", ");
    Instant before = begun;
    for (Step step : steps()) {
      parts.add("%s %s".formatted(step.phase().label(), seconds(before, step.at())));
      before = step.at();
    }
    return "%s s: %s".formatted(seconds(begun, before), parts);
  }

  private static String seconds(Instant from, Instant to) {
    return String.format(Locale.ROOT, "%.2f", Duration.between(from, to).toNanos() / 1e9);
  }
}
