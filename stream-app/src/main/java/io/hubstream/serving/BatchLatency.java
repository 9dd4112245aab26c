package io.hubstream.serving;

import io.hubstream.content.ModelInput;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How long a full batch took.
 *
 * @param rows rows of the batch
 * @param median of the measured runs
 * @param runs how many were measured
 */
public record BatchLatency(int rows, Duration median, int runs) {

  /** Runs that a median is taken of where it decides something. */
  public static final int RUNS = 5;

  /**
   * A measurement and what it saw.
   *
   * @param wasFinite whether no output was NaN or infinite
   */
  record Measured(BatchLatency latency, boolean wasFinite) {}

  /** Runs a full batch of made-up rows so many times. */
  public static BatchLatency of(Servable servable, int rows, int runs) throws InferenceException {
    return measure(servable, rows, runs).latency();
  }

  static Measured measure(Servable servable, int rows, int runs) throws InferenceException {
    List<ModelInput> batch =
        Collections.nCopies(rows, MadeUpInput.of(servable.spec().preprocessing()));
    long[] nanos = new long[runs];
    boolean wasFinite = true;
    for (int i = 0; i < runs; i++) {
      long start = System.nanoTime();
      List<ModelOutput> outputs = servable.run(batch, rows);
      nanos[i] = System.nanoTime() - start;
      wasFinite &= outputs.stream().allMatch(SampleRun::isFinite);
    }
    Arrays.sort(nanos);
    return new Measured(new BatchLatency(rows, Duration.ofNanos(nanos[runs / 2]), runs), wasFinite);
  }

  /** Why it is too slow; empty when it is not, or when there is no budget. */
  Optional<String> over(Optional<Duration> budget) {
    return budget
        .filter(most -> median.compareTo(most) > 0)
        .map(
            most ->
                "a batch of %d takes %s ms (median of %d runs), the budget is %s ms"
                    .formatted(rows, millis(median), runs, millis(most)));
  }

  /** For people: {@code 12.3}. */
  public static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toNanos() / 1e6);
  }
}
