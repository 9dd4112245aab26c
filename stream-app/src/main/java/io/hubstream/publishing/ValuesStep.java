package io.hubstream.publishing;

import io.hubstream.serving.BatchLatency;
import io.hubstream.serving.Gate;
import io.hubstream.serving.GateCheck;
import io.hubstream.serving.GateFindings;
import io.hubstream.serving.GateStep;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Replacement;
import io.hubstream.serving.Servable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The values of a version, as the gate of the service looks at them: its recorded warm-up requests,
 * its golden samples, NaN and infinity, and how long a full batch takes.
 *
 * <p>Owner thread: the caller's. The runtime belongs to the caller.
 */
public final class ValuesStep implements GateStep {
  private final Gate gate;

  /**
   * @param runtime decodes golden samples, and knows the batch sizes
   * @param latencyBudget longest median time of a full batch; empty for no limit
   */
  public ValuesStep(OfflineRuntime runtime, Optional<Duration> latencyBudget) {
    this.gate = new Gate(runtime.decoder(), new Gate.Limits(runtime.batchSizes(), latencyBudget));
  }

  @Override
  public List<GateCheck> examine(ModelArtifact artifact, Servable servable) {
    return List.of(recorded(artifact, servable), values(artifact, servable));
  }

  private static GateCheck recorded(ModelArtifact artifact, Servable servable) {
    String name = "recorded warm-up";
    try {
      int requests = servable.replayRecorded(artifact);
      return GateCheck.passed(
          name, Map.of("requests", Integer.toString(requests)), "every recorded request runs");
    } catch (ModelRefusedException e) {
      return GateCheck.failed(name, Map.of(), e.reason());
    }
  }

  private GateCheck values(ModelArtifact artifact, Servable servable) {
    String name = "values";
    try {
      // What it replaces is another step's matter.
      GateFindings found =
          gate.examine(artifact, servable, Replacement.OF_NOTHING, BatchLatency.RUNS);
      Map<String, String> figures =
          Map.of("goldenSamples", Integer.toString(found.golden().size()));
      List<String> refusals = found.refusals();
      return refusals.isEmpty()
          ? GateCheck.passed(name, figures, found.summary())
          : GateCheck.failed(name, figures, String.join("; ", refusals));
    } catch (IOException e) {
      return GateCheck.failed(name, Map.of(), "a golden sample cannot be read: " + e.getMessage());
    }
  }
}
