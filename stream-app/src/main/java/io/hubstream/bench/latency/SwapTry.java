package io.hubstream.bench.latency;

import io.hubstream.content.ModelVersion;
import java.util.Optional;

/**
 * A swap that was asked for.
 *
 * @param version that was to serve
 * @param tookNanos from the request to the step that ended it
 * @param refusal why it does not serve; empty if it does
 */
record SwapTry(ModelVersion version, SwapWindow window, long tookNanos, Optional<String> refusal) {
  boolean isActivated() {
    return refusal.isEmpty();
  }
}
