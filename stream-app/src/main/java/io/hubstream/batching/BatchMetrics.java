package io.hubstream.batching;

import io.hubstream.content.ModelVersion;

/** What the batching package tells a meter registry. Called by inference threads. */
public interface BatchMetrics {
  BatchMetrics NONE = new BatchMetrics() {};

  /**
   * A run ended well.
   *
   * @param size real rows
   * @param paddedSize rows in all
   * @param runNanos duration of the run
   * @param oldestWaitNanos how long its oldest row had waited
   */
  default void run(
      ModelVersion version, int size, int paddedSize, long runNanos, long oldestWaitNanos) {}

  /** A run failed; {@code kind} says what was to blame. */
  default void failure(
      ModelVersion version, io.hubstream.serving.InferenceException.Kind kind, int size) {}
}
