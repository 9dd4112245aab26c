package io.hubstream.publishing;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.Agreement;
import io.hubstream.serving.BatchLatency;
import io.hubstream.serving.GateFindings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the gate would say of a candidate, and how it compares with another version.
 *
 * @param candidate the version on trial
 * @param versus the other version, and how far the two agree; empty when there is none
 * @param gate what the gate found
 * @param notServable why the candidate did not even get to the gate: its warm-up failed
 * @param failures content that a version could not take
 */
public record OfflineReport(
    ModelVersion candidate,
    Optional<Versus> versus,
    Optional<GateFindings> gate,
    Optional<String> notServable,
    List<Failure> failures) {

  public OfflineReport {
    failures = List.copyOf(failures);
  }

  /**
   * The version that the candidate was compared with.
   *
   * @param latency of its full batch
   * @param agreement empty when there was no content that both took
   */
  public record Versus(ModelVersion version, BatchLatency latency, Optional<Agreement> agreement) {}

  /**
   * An item that was not compared.
   *
   * @param byCandidate whether the candidate alone is to blame
   */
  public record Failure(String file, String reason, boolean byCandidate) {}

  /** Why the candidate should not be activated; empty when nothing speaks against it. */
  public List<String> refusals() {
    List<String> refusals = new ArrayList<>();
    notServable.ifPresent(refusals::add);
    gate.ifPresent(report -> refusals.addAll(report.refusals()));
    for (Failure failure : failures) {
      if (failure.byCandidate()) {
        refusals.add("'%s': %s".formatted(failure.file(), failure.reason()));
      }
    }
    return refusals;
  }
}
