package io.hubstream.bridge;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.DesiredState;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.registry.Verdict;
import io.hubstream.serving.DesiredVersion;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Decides what becomes of an announced version, from the registry, the ledger and the policy alone.
 *
 * <p>Owned by one thread.
 */
final class Judge {
  private final ActivationPolicy policy;
  private final Ledger ledger;

  Judge(ActivationPolicy policy, Ledger ledger) {
    this.policy = policy;
    this.ledger = ledger;
  }

  /**
   * Decides.
   *
   * @param version what the announcement was found to name
   */
  Decision decide(Announcement announcement, DesiredVersion version, RegistrySnapshot registry) {
    String model = announcement.model();
    ModelVersion wanted = version.version();
    String by = announcement.event().by();
    Optional<DesiredVersion> stable = registry.model(model).flatMap(m -> m.state().stable());
    if (isAsked(by, wanted, registry)) {
      return new Decision.Activated(version, "bridge.activate lets it go live");
    }
    if (stable.map(DesiredVersion::version).equals(Optional.of(wanted))) {
      return new Decision.Known(version, "it is the desired version already");
    }
    Optional<Ledger.Mark> mark = ledger.mark(model, wanted.version());
    if (mark.isPresent() && mark.get().activated() && mark.get().digest().equals(wanted.digest())) {
      return new Decision.Known(version, "it was made the desired version before");
    }
    Set<ModelVersion> desired = desired(model, registry);
    if (desired.contains(wanted)) {
      return new Decision.Known(
          version, "it was the desired version before, and somebody has gone another way since");
    }
    Optional<String> newer = newest(model, desired).filter(v -> isOlder(wanted.version(), v));
    if (newer.isPresent()) {
      return new Decision.Late(
          version, "version %s was asked for before, and is newer".formatted(newer.get()));
    }
    return policy
        .waits(model, version.stage())
        .or(() -> held(model, registry))
        .<Decision>map(why -> waiting(version, why))
        .orElseGet(() -> new Decision.Activate(version, "bridge.activate lets it go live"));
  }

  /** It is left to a person. */
  Decision waiting(DesiredVersion version, String why) {
    return new Decision.Wait(version, why, policy.command(version));
  }

  /** Whether this very event has changed the registry: we did not live to note that. */
  boolean isAsked(String by, ModelVersion wanted, RegistrySnapshot registry) {
    return ledger.isAsked(by, wanted)
        || accepted(wanted.model(), registry)
            .anyMatch(
                state ->
                    state.change().requestedBy().equals(by)
                        && state.stable().map(DesiredVersion::version).equals(Optional.of(wanted)));
  }

  private static Stream<DesiredState> accepted(String model, RegistrySnapshot registry) {
    return registry.history(model).stream()
        .map(RegistrySnapshot.Entry::verdict)
        .filter(Verdict.Accepted.class::isInstance)
        .map(verdict -> ((Verdict.Accepted) verdict).state());
  }

  /**
   * Every version of a model that is known to have been the desired one, whoever asked for it: of
   * those whose rows compaction took the audit tells, and of the last good one the row that is
   * left.
   */
  private Set<ModelVersion> desired(String model, RegistrySnapshot registry) {
    Set<ModelVersion> versions = new HashSet<>(ledger.desired(model));
    accepted(model, registry)
        .flatMap(state -> Stream.concat(state.stable().stream(), state.fallback().stream()))
        .map(DesiredVersion::version)
        .forEach(versions::add);
    return versions;
  }

  private Optional<String> newest(String model, Set<ModelVersion> desired) {
    return Stream.concat(
            ledger.newestActivated(model).stream(), desired.stream().map(ModelVersion::version))
        .max(NaturalOrder.INSTANCE);
  }

  private static boolean isOlder(String version, String than) {
    return NaturalOrder.INSTANCE.compare(version, than) < 0;
  }

  /** What a person has done that an event does not undo. */
  private static Optional<String> held(String model, RegistrySnapshot registry) {
    return registry
        .held(model)
        .or(
            () ->
                registry
                    .model(model)
                    .map(Verdict.Accepted::state)
                    .filter(state -> state.stable().isEmpty())
                    .map(DesiredState::change)
                    .map(
                        change ->
                            "the model was retired by %s at %s%s"
                                .formatted(
                                    change.requestedBy(),
                                    change.at(),
                                    change.reason().isEmpty() ? "" : ": " + change.reason())));
  }
}
