package io.hubstream.topology;

import io.hubstream.batching.InferenceResult;
import io.hubstream.content.ContentItem;
import io.hubstream.content.DocumentChunk;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelResult;
import io.hubstream.content.Outcome;
import io.hubstream.content.Stage;
import io.hubstream.content.Timings;
import io.hubstream.routing.FailurePolicy;
import io.hubstream.routing.Route;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.ResultJudge;
import java.util.List;
import java.util.Optional;

/** Makes a record's outcome of what its models gave, by the policy of its route. Pure. */
final class OutcomeAssembler {
  private final ResultAssembler results;
  private final RowTally judge;

  OutcomeAssembler(ResultSettings settings, ResultJudge judge) {
    this.results = new ResultAssembler(settings);
    this.judge = new RowTally(judge);
  }

  /** Whom to tell what became of the rows. */
  RowTally judge() {
    return judge;
  }

  /** See {@link ResultAssembler#assemble}. */
  ModelResult result(ModelSpec spec, List<DocumentChunk> chunks, List<InferenceResult> rows) {
    return results.assemble(spec, chunks, rows);
  }

  /**
   * @param models one for each model of the route, in the route's order
   */
  Outcome outcome(
      ContentItem item, Route route, String sha256, List<ModelResult> models, Timings timings) {
    ModelResult.Failed first = null;
    int failures = 0;
    for (ModelResult model : models) {
      if (model instanceof ModelResult.Failed failure) {
        if (route.requires(failure.version().model())) {
          return failed(FailureKind.REQUIRED_MODEL_FAILED, failure);
        }
        first = first == null ? failure : first;
        failures++;
      }
    }
    if (first != null
        && (failures == models.size() || route.onFailure() == FailurePolicy.DEAD_LETTER)) {
      return failed(first.kind(), first);
    }
    return new Outcome.Enriched(item, sha256, route.name(), models, timings);
  }

  private static Outcome failed(FailureKind kind, ModelResult.Failed failure) {
    return new Outcome.DeadLettered(
        kind,
        Stage.INFERENCE,
        failure.version().display() + ": " + failure.reason(),
        Optional.empty());
  }
}
