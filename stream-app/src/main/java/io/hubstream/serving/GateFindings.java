package io.hubstream.serving;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the gate found.
 *
 * @param golden how each golden sample went
 * @param breaks what breaks for consumers of the version that is replaced
 * @param breakDeclared whether the update declares that
 * @param problem why the full batch did not pass: it failed, or gave NaN or infinity
 * @param latency of the full batch; empty where it failed
 * @param budget what the latency may be; empty for no limit
 */
public record GateFindings(
    List<GoldenResult> golden,
    List<String> breaks,
    boolean breakDeclared,
    Optional<String> problem,
    Optional<BatchLatency> latency,
    Optional<Duration> budget) {

  public GateFindings {
    golden = List.copyOf(golden);
    breaks = List.copyOf(breaks);
  }

  /** Why the version is refused; empty when it passes. */
  public List<String> refusals() {
    List<String> refusals = new ArrayList<>();
    golden.forEach(result -> result.problem().ifPresent(refusals::add));
    if (!breakDeclared && !breaks.isEmpty()) {
      refusals.add(Replacement.objection(breaks));
    }
    problem.ifPresent(refusals::add);
    latency.flatMap(measured -> measured.over(budget)).ifPresent(refusals::add);
    return refusals;
  }

  /** One line for the audit: what was looked at, and the figures. */
  public String summary() {
    String samples =
        golden.isEmpty()
            ? "no golden samples"
            : "%d golden sample%s within tolerance"
                .formatted(golden.size(), golden.size() == 1 ? "" : "s");
    return samples
        + greatest(", greatest embedding difference ", GoldenResult::embeddingDifference)
        + greatest(", greatest score difference ", GoldenResult::scoreDifference)
        + latency
            .map(
                l ->
                    ", a batch of %d in %s ms".formatted(l.rows(), BatchLatency.millis(l.median())))
            .orElse("")
        + (breaks.isEmpty()
            ? ""
            : breaks.stream().collect(Collectors.joining("; ", ", declared as breaking: ", "")));
  }

  private String greatest(String what, Function<GoldenResult, OptionalDouble> of) {
    return golden.stream()
        .map(of)
        .filter(OptionalDouble::isPresent)
        .map(OptionalDouble::getAsDouble)
        .max(Comparator.naturalOrder())
        .map(value -> what + String.format(Locale.ROOT, "%.2g", value))
        .orElse("");
  }
}
