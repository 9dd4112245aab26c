package io.hubstream.watching;

import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Activation;
import io.hubstream.records.DesiredState.Freeze;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.registry.Verdict;
import io.hubstream.serving.DesiredVersion;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the registry tells of a model: which of its versions were published already. The registry is
 * compacted, so it may tell of the last change only.
 *
 * @param state in force
 * @param retired whether the last change took the model away
 * @param versions names of versions that the registry tells of
 * @param left digests of versions that others took the place of
 */
record Standing(
    Optional<DesiredState> state, boolean retired, Set<String> versions, Set<String> left) {

  Standing {
    versions = Set.copyOf(versions);
    left = Set.copyOf(left);
  }

  static Standing of(RegistrySnapshot registry, String model) {
    Set<String> versions = new HashSet<>();
    Set<String> left = new HashSet<>();
    boolean tombstone = false;
    for (RegistrySnapshot.Entry entry : registry.history(model)) {
      if (entry.verdict() instanceof Verdict.Accepted accepted) {
        tombstone = false;
        told(accepted.state()).map(v -> v.version().version()).forEach(versions::add);
        left(accepted.state()).ifPresent(left::add);
      } else if (entry.verdict() instanceof Verdict.Retired) {
        tombstone = true;
      }
    }
    Optional<DesiredState> state = registry.model(model).map(Verdict.Accepted::state);
    boolean retired = tombstone || (state.isPresent() && state.get().stable().isEmpty());
    return new Standing(state, retired, versions, left);
  }

  // A row that wants the same version again has taken nobody's place.
  private static Optional<String> left(DesiredState state) {
    return state
        .activation()
        .replacedDigest()
        .filter(digest -> !Optional.of(digest).equals(state.digest()));
  }

  private static Stream<DesiredVersion> told(DesiredState state) {
    return Stream.of(
            state.stable(),
            state.fallback(),
            state.candidate().map(DesiredState.Candidate::version))
        .flatMap(Optional::stream);
  }

  /** What to do with a complete version. */
  sealed interface Judgement {
    /** It is new: publish it. */
    record Publish() implements Judgement {}

    /** It was published before; nobody needs to hear of it. */
    record Known() implements Judgement {}

    /** It is not published, and will not be. */
    record Skip(String reason) implements Judgement {}

    /** It is not published while the registry stands as it does. */
    record Hold(String reason) implements Judgement {}
  }

  /**
   * Judges a complete version.
   *
   * @param stored whether the artifact store holds it already
   */
  Judgement judge(FoundVersion found, boolean stored) {
    if (retired) {
      return new Judgement.Hold(
          "the model is retired%s; activate a version by hand, and the watch goes on from there"
              .formatted(byWhom()));
    }
    Optional<Freeze> freeze = state.flatMap(DesiredState::freeze);
    if (freeze.isPresent()) {
      return new Judgement.Hold("the model is " + freeze.get().described());
    }
    OptionalLong newest = newest();
    if (newest.isPresent() && found.number() <= newest.getAsLong()) {
      return stored || versions.contains(found.version())
          ? new Judgement.Known()
          : new Judgement.Skip(
              "version %d was published already, and the watch does not go back to an older one"
                  .formatted(newest.getAsLong()));
    }
    return stored && !isLedUpTo() ? heldBack() : new Judgement.Publish();
  }

  /** The version was in force once: somebody has taken it away since. */
  Judgement.Hold heldBack() {
    return new Judgement.Hold(
        "it was published before, and the registry has gone another way since%s; activate it by"
                .formatted(byWhom())
            + " hand if it is wanted");
  }

  private OptionalLong newest() {
    return versions.stream().map(FoundVersion::numberOf).flatMapToLong(OptionalLong::stream).max();
  }

  /**
   * Whether a newer version that the store holds can be one that a watch put there and did not live
   * to activate. After a rollback, say, it is rather the one that was rolled back.
   */
  private boolean isLedUpTo() {
    return state.isEmpty()
        || (!state.get().activation().rollback()
            && state.get().stable().stream()
                .anyMatch(v -> FoundVersion.numberOf(v.version().version()).isPresent()));
  }

  private String byWhom() {
    return state
        .map(DesiredState::activation)
        .map(
            activation ->
                " (%s by %s at %s%s)"
                    .formatted(
                        done(activation),
                        activation.requestedBy(),
                        activation.at(),
                        activation.reason().isEmpty() ? "" : ": " + activation.reason()))
        .orElse("");
  }

  private String done(Activation activation) {
    if (retired) {
      return "RETIRE";
    }
    return activation.rollback() ? "ROLLBACK" : "ACTIVATE";
  }
}
