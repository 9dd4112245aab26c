package io.hubstream.cli;

import io.hubstream.publishing.Replaced;
import io.hubstream.records.DesiredState;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.registry.Verdict;
import io.hubstream.serving.AdmissionPolicy;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelRefusedException;
import java.util.Optional;

/**
 * Tells what a version that is promoted takes the place of: the version that the registry wants, or
 * its fallback where that one may not serve. A row that nobody approved is not compared with:
 * whoever may write the registry topic could put anything there.
 */
final class DesiredBefore {
  private DesiredBefore() {}

  /**
   * @param admission of the environment that the version is promoted to
   */
  static Replaced of(
      RegistrySnapshot registry, DesiredVersion candidate, AdmissionPolicy admission) {
    Optional<DesiredState> state =
        registry.model(candidate.version().model()).map(Verdict.Accepted::state);
    Optional<DesiredVersion> stable = state.flatMap(DesiredState::stable);
    if (stable.isEmpty()) {
      return new Replaced.Nothing(
          "the registry wants no version of the model: nothing is replaced");
    }
    Optional<String> barred = barred(stable.get(), admission);
    if (barred.isEmpty()) {
      return replaced(stable.get(), candidate);
    }
    return state
        .flatMap(DesiredState::fallback)
        .filter(fallback -> barred(fallback, admission).isEmpty())
        .map(fallback -> replaced(fallback, candidate))
        .orElseGet(
            () ->
                new Replaced.Unknown(
                    "the registry wants %s, which may not serve there (%s), and has no fallback that may"
                        .formatted(stable.get().version().display(), barred.get())));
  }

  private static Replaced replaced(DesiredVersion before, DesiredVersion candidate) {
    return before.version().equals(candidate.version())
        ? new Replaced.Nothing("it is what serves already: nothing is replaced")
        : new Replaced.Version(before);
  }

  private static Optional<String> barred(DesiredVersion version, AdmissionPolicy admission) {
    try {
      admission.admit(version, AdmissionPolicy.Direction.BACK);
      return Optional.empty();
    } catch (ModelRefusedException e) {
      return Optional.of(e.reason());
    }
  }
}
