package io.hubstream.audit;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView.LifecycleView;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a model stands on one instance, as that instance said. One that was killed said nothing of
 * it.
 *
 * @param serving what serves there; empty for nothing
 * @param last the last step of a version there, or the retirement of the model
 * @param obstacle the last that was said of what keeps the desired version from serving there;
 *     empty where it serves, or where nothing was said
 */
public record InstanceStanding(
    Optional<Serving> serving, LifecycleEvent last, Optional<LifecycleEvent> obstacle) {
  /** These are about the registry, or about a partition, and not about a version's way. */
  private static final Set<Phase> ASIDE =
      EnumSet.of(Phase.CONFLICT, Phase.FROZEN, Phase.UNFROZEN, Phase.REGRESSED);

  /** Steps that name what served meanwhile, or that nothing did. */
  private static final Set<Phase> BESIDE_WHAT_SERVES = EnumSet.of(Phase.REQUESTED, Phase.REJECTED);

  /**
   * A version that serves.
   *
   * @param since when it began to; empty where the audit no longer tells
   */
  public record Serving(ModelVersion version, Optional<Instant> since) {}

  /** Whether another version serves than the desired one, or none of a model that should. */
  public boolean differs(Optional<ModelVersion> desired) {
    return !serving.map(Serving::version).equals(desired);
  }

  /** The standing of a model on every instance that has ever said something of it, by its name. */
  public static SortedMap<String, InstanceStanding> of(
      String model, Optional<ModelVersion> desired, AuditTrail trail) {
    Map<String, Reading> readings = new LinkedHashMap<>();
    for (LifecycleView step : trail.steps(model)) {
      if (!ASIDE.contains(step.event().phase())) {
        readings
            .computeIfAbsent(step.instance(), instance -> new Reading(desired, step.event()))
            .add(step.event());
      }
    }
    SortedMap<String, InstanceStanding> standings = new TreeMap<>();
    readings.forEach((instance, reading) -> standings.put(instance, reading.standing()));
    return standings;
  }

  /** Reads the steps of one instance, oldest first. */
  private static final class Reading {
    private final Optional<ModelVersion> desired;
    private Optional<Serving> serving = Optional.empty();
    private Optional<LifecycleEvent> obstacle = Optional.empty();
    private LifecycleEvent last;

    Reading(Optional<ModelVersion> desired, LifecycleEvent first) {
      this.desired = desired;
      this.last = first;
    }

    void add(LifecycleEvent step) {
      Optional<ModelVersion> before = serving.map(Serving::version);
      boolean ofDesired = step.version().isPresent() && step.version().equals(desired);
      switch (step.phase()) {
        case ACTIVATED -> serving = step.version().map(v -> new Serving(v, Optional.of(step.at())));
        case RETIRED -> serving = Optional.empty();
        case DRAINED, UNLOADED -> {
          if (!step.version().equals(before)) {
            unloaded(step);
            return;
          }
          serving = Optional.empty();
        }
        default -> {
          if (BESIDE_WHAT_SERVES.contains(step.phase()) && !step.previous().equals(before)) {
            serving = step.previous().map(v -> new Serving(v, Optional.empty()));
          }
        }
      }
      if (ofDesired) {
        obstacle = obstacleAfter(step);
      }
      last = step;
    }

    // What was replaced leaves after its successor came: that is not the last step of interest.
    private void unloaded(LifecycleEvent step) {
      if (step.version().equals(last.version())) {
        last = step;
      }
    }

    private Optional<LifecycleEvent> obstacleAfter(LifecycleEvent step) {
      return switch (step.phase()) {
        case REQUESTED, REJECTED -> Optional.of(step);
        case ACTIVATED, ROLLED_BACK -> Optional.empty();
        default -> obstacle;
      };
    }

    InstanceStanding standing() {
      boolean there = serving.map(Serving::version).equals(desired);
      return new InstanceStanding(serving, last, there ? Optional.empty() : obstacle);
    }
  }
}
