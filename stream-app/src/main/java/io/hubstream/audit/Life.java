package io.hubstream.audit;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView.LifecycleView;
import io.hubstream.serving.Phase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The life of one version on one instance: from the request to its end, as far as it has come. Each
 * request begins a life; a conflict, an announcement and the retirement of a model stand alone.
 *
 * @param instance where
 * @param version which; empty for the retirement of the model
 * @param steps oldest first, at least one
 */
public record Life(String instance, Optional<ModelVersion> version, List<LifecycleView> steps) {
  public Life {
    steps = List.copyOf(steps);
  }

  private record Place(String instance, Optional<ModelVersion> version) {}

  private static boolean begins(LifecycleView step) {
    return step.event().phase() == Phase.REQUESTED && !step.event().triesAgain();
  }

  /** The lives of a model's versions, by the time of their first steps. */
  public static List<Life> of(String model, AuditTrail trail) {
    List<List<LifecycleView>> lives = new ArrayList<>();
    Map<Place, List<LifecycleView>> current = new HashMap<>();
    for (LifecycleView step : trail.steps(model)) {
      Place place = new Place(step.instance(), step.event().version());
      Phase phase = step.event().phase();
      if (phase == Phase.CONFLICT || phase == Phase.ANNOUNCED) {
        lives.add(List.of(step));
      } else if (begins(step) || !current.containsKey(place)) {
        List<LifecycleView> begun = new ArrayList<>(List.of(step));
        lives.add(begun);
        current.put(place, begun);
      } else {
        current.get(place).add(step);
      }
    }
    return lives.stream()
        .map(steps -> new Life(steps.get(0).instance(), steps.get(0).event().version(), steps))
        .sorted(Comparator.comparing(life -> life.steps().get(0).at()))
        .toList();
  }
}
