package io.hubstream.service;

import io.hubstream.content.FailureKind;
import io.hubstream.content.MediaKind;
import io.hubstream.content.Outcome;
import io.hubstream.topology.EnrichmentMetrics;
import java.time.Duration;

/** Reports the first record and the first result, and passes everything on to the meters. */
record FirstResults(EnrichmentMetrics meters, StartListener start, Once once)
    implements EnrichmentMetrics {

  /** Parts that report to their meters and to the listener too. */
  static ServiceParts reported(ServiceParts parts, StartListener start) {
    ServiceParts.Meters meters = parts.meters();
    return start == StartListener.NONE
        ? parts
        : parts.with(
            new ServiceParts.Meters(
                meters.serving(),
                meters.batching(),
                new FirstResults(meters.enrichment(), start, new Once())));
  }

  /** Whether there was a result: a plain field, because a second report does no harm. */
  static final class Once {
    private boolean done;
  }

  @Override
  public void taskBegins(String task) {
    start.reached(StartPhase.FIRST_RECORD);
    meters.taskBegins(task);
  }

  @Override
  public void outcome(Outcome outcome, long endToEndMillis) {
    if (!once.done) {
      once.done = true;
      start.reached(StartPhase.FIRST_RESULT);
    }
    meters.outcome(outcome, endToEndMillis);
  }

  @Override
  public void deadLetter(FailureKind kind) {
    meters.deadLetter(kind);
  }

  @Override
  public void decoded(MediaKind kind, long nanos) {
    meters.decoded(kind, nanos);
  }

  @Override
  public void drained(int records, Duration took) {
    meters.drained(records, took);
  }

  @Override
  public void window(String task, int records, long bytes) {
    meters.window(task, records, bytes);
  }

  @Override
  public void windowClosed(String task) {
    meters.windowClosed(task);
  }
}
