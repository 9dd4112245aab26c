package io.hubstream.audit;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Gives every step a duration. A step that was not measured took the time since the step before it
 * of the same version on this instance: a refusal as long as what it ended, an activation as long
 * as the swap. The first step of a life took none.
 *
 * <p>Safe for any thread. It remembers one instant for each version that is not at its end.
 */
final class StepDurations {
  private record Life(String model, Optional<ModelVersion> version) {}

  private final Map<Life, Instant> lastSteps = new HashMap<>();

  /** The same step, with a duration. */
  synchronized LifecycleEvent completed(LifecycleEvent event) {
    if (event.phase() == Phase.CONFLICT || event.phase() == Phase.REGRESSED) {
      return lasting(event, Duration.ZERO); // No step of a life: something was noticed.
    }
    Life life = new Life(event.model(), event.version());
    boolean begins = event.phase() == Phase.REQUESTED && !event.triesAgain();
    Instant before = begins ? event.at() : lastSteps.getOrDefault(life, event.at());
    if (isEnd(event.phase())) {
      lastSteps.remove(life);
    } else {
      lastSteps.put(life, event.at());
    }
    Duration since = Duration.between(before, event.at());
    return lasting(event, since.isNegative() ? Duration.ZERO : since);
  }

  private static boolean isEnd(Phase phase) {
    return phase == Phase.UNLOADED || phase == Phase.REJECTED || phase == Phase.RETIRED;
  }

  private static LifecycleEvent lasting(LifecycleEvent event, Duration otherwise) {
    LifecycleEvent.Detail detail = event.detail();
    return event.with(
        new LifecycleEvent.Detail(
            detail.reason(), Optional.of(detail.took().orElse(otherwise)), detail.rejectedIn()));
  }
}
