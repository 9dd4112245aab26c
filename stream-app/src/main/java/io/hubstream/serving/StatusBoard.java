package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Desired against serving, for people and meters.
 *
 * <p>Owner thread: none; any thread may write and read. Nothing to close.
 */
final class StatusBoard {
  private final ServingMetrics metrics;
  private final Clock clock;
  private final SortedMap<String, ModelStatus> rows = new TreeMap<>();

  StatusBoard(ServingMetrics metrics, Clock clock) {
    this.metrics = metrics;
    this.clock = clock;
  }

  synchronized List<ModelStatus> statuses() {
    return List.copyOf(rows.values());
  }

  /** An update came in. */
  void desired(DesiredModel desired) {
    update(
        desired.model(),
        row ->
            new ModelStatus(
                row.model(),
                desired.stable().map(DesiredVersion::version),
                row.serving(),
                Phase.REQUESTED,
                Optional.empty(),
                row.differsSince()));
  }

  /** A step towards the desired version was made, or refused. */
  void progressed(String model, Phase phase, Optional<String> reason) {
    update(
        model,
        row ->
            new ModelStatus(
                model, row.desired(), row.serving(), phase, reason, row.differsSince()));
  }

  /** Another version serves, or none. */
  void serving(String model, Optional<ModelVersion> version) {
    update(
        model,
        row ->
            new ModelStatus(
                model, row.desired(), version, row.phase(), row.reason(), row.differsSince()));
  }

  private synchronized void update(String model, UnaryOperator<ModelStatus> change) {
    ModelStatus before =
        rows.getOrDefault(
            model,
            new ModelStatus(
                model,
                Optional.empty(),
                Optional.empty(),
                Phase.REQUESTED,
                Optional.empty(),
                Optional.empty()));
    rows.put(model, dated(change.apply(before)));
    metrics.statuses(List.copyOf(rows.values()));
  }

  private ModelStatus dated(ModelStatus row) {
    if (row.desired().equals(row.serving())) {
      return new ModelStatus(
          row.model(),
          row.desired(),
          row.serving(),
          row.phase(),
          Optional.empty(),
          Optional.empty());
    }
    return new ModelStatus(
        row.model(),
        row.desired(),
        row.serving(),
        row.phase(),
        row.reason(),
        Optional.of(row.differsSince().orElseGet(clock::instant)));
  }
}
