package io.hubstream.bench.latency;

import io.hubstream.content.ModelVersion;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A swap that was asked for.
 *
 * @param version that was to serve
 * @param tookNanos from the request to the step that ended it
 * @param firstResultNanos from the request to the first result that bears its stamp, as a
 *     read_committed consumer gets it; empty if none came
 * @param refusal why it does not serve; empty if it does
 * @param residentBytes what the service held of the machine's memory at the end of the window
 */
record SwapTry(
    ModelVersion version,
    SwapWindow window,
    long tookNanos,
    Optional<Long> firstResultNanos,
    Optional<String> refusal,
    OptionalLong residentBytes) {
  boolean isActivated() {
    return refusal.isEmpty();
  }

  SwapTry leaving(OptionalLong bytes) {
    return new SwapTry(version, window, tookNanos, firstResultNanos, refusal, bytes);
  }
}
