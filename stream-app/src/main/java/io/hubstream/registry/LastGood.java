package io.hubstream.registry;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Activation;
import io.hubstream.serving.DesiredVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Finds the version to go back to when nobody names one: the fallback of the state in force; after
 * a rollback, which leaves none, the newest version before it that has proved good and that no
 * rollback has left. So no two versions can send the fleet to and fro.
 */
final class LastGood {
  private final RegistrySnapshot snapshot;
  private final ProvenVersions proven;

  LastGood(RegistrySnapshot snapshot, ProvenVersions proven) {
    this.snapshot = snapshot;
    this.proven = proven;
  }

  /** What to leave the stable version for. */
  Optional<DesiredVersion> of(DesiredState state) {
    return state
        .fallback()
        .or(() -> before(state, state.stable(), isProven(proven.of(state.model()))));
  }

  /**
   * The fallback of a version that takes the place of the stable one: that one, if it has proved
   * good, else its own fallback.
   */
  Optional<DesiredVersion> behind(DesiredVersion next, DesiredState state) {
    Predicate<DesiredVersion> another = version -> !version.version().equals(next.version());
    Optional<DesiredVersion> kept = state.fallback().filter(another);
    Optional<DesiredVersion> stable = state.stable().filter(another);
    if (stable.isEmpty()) {
      return kept;
    }
    Predicate<DesiredVersion> good = isProven(proven.of(state.model()));
    return stable.filter(good).or(() -> kept).or(() -> before(state, stable, good.and(another)));
  }

  private static Predicate<DesiredVersion> isProven(Predicate<ModelVersion> proven) {
    return version -> proven.test(version.version());
  }

  private Optional<DesiredVersion> before(
      DesiredState state, Optional<DesiredVersion> except, Predicate<DesiredVersion> good) {
    List<DesiredVersion> wanted = new ArrayList<>();
    for (RegistrySnapshot.Entry entry : snapshot.history(state.model())) {
      if (entry.verdict() instanceof Verdict.Retired) {
        wanted.clear();
      } else if (entry.verdict() instanceof Verdict.Accepted accepted) {
        accepted.state().stable().ifPresent(wanted::add);
      }
    }
    Set<String> left = left(snapshot, state.model());
    except.ifPresent(version -> left.add(version.version().digest()));
    return wanted.stream()
        .filter(version -> !left.contains(version.version().digest()))
        .filter(good)
        .reduce((older, newer) -> newer);
  }

  /** Digests of the versions that rollbacks have left, as far as the registry still tells. */
  static Set<String> left(RegistrySnapshot snapshot, String model) {
    Set<String> left = new HashSet<>();
    for (RegistrySnapshot.Entry entry : snapshot.history(model)) {
      if (entry.verdict() instanceof Verdict.Accepted accepted) {
        Activation activation = accepted.state().activation();
        activation.replacedDigest().filter(digest -> activation.rollback()).ifPresent(left::add);
      }
    }
    return left;
  }
}
