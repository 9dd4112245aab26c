package io.hubstream.registry;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.DesiredState;
import io.hubstream.serving.DesiredVersion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the version to go back to when nobody names one: the fallback of the state in force; after
 * a rollback, which leaves none, the newest stable version before it that no rollback has left.
 */
final class LastGood {
  private LastGood() {}

  static Optional<DesiredVersion> of(RegistrySnapshot snapshot, DesiredState state) {
    if (state.fallback().isPresent()) {
      return state.fallback();
    }
    List<DesiredVersion> served = new ArrayList<>();
    Set<ModelVersion> left = new HashSet<>();
    for (RegistrySnapshot.Entry entry : snapshot.history(state.model())) {
      if (entry.verdict() instanceof Verdict.Retired) {
        served.clear();
      } else if (entry.verdict() instanceof Verdict.Accepted accepted) {
        if (accepted.state().change().action() == DesiredState.Action.ROLLBACK
            && !served.isEmpty()) {
          left.add(served.get(served.size() - 1).version());
        }
        accepted.state().stable().ifPresent(served::add);
      }
    }
    state.stable().ifPresent(current -> left.add(current.version()));
    return served.stream()
        .filter(version -> !left.contains(version.version()))
        .reduce((older, newer) -> newer);
  }
}
