package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.publishing.Replaced;
import io.hubstream.records.DesiredState;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.registry.Verdict;
import io.hubstream.serving.AdmissionPolicy;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.testing.Versions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DesiredBeforeTest {
  private static final DesiredVersion CANDIDATE = Versions.wanted("m", 3);

  private static Replaced replaced(
      Optional<Integer> stable, Optional<Integer> fallback, Integer... admitted) {
    Set<String> names =
        Set.of(List.of(admitted).stream().map(String::valueOf).toArray(String[]::new));
    AdmissionPolicy admission =
        (wanted, direction) -> {
          if (!names.contains(wanted.version().version())) {
            throw new ModelRefusedException("nobody approved it");
          }
        };
    DesiredState state =
        new DesiredState(
            "m",
            stable.map(number -> Versions.wanted("m", number)),
            Optional.empty(),
            fallback.map(number -> Versions.wanted("m", number)),
            new DesiredState.Change(
                DesiredState.Action.ACTIVATE,
                "ada",
                "",
                Instant.EPOCH,
                Optional.empty(),
                1,
                Optional.empty()),
            Optional.empty());
    RegistrySnapshot snapshot =
        new RegistrySnapshot(
            List.of(new Verdict.Accepted(state, 0, 1)), Optional.empty(), List.of(), 1);
    return DesiredBefore.of(snapshot, CANDIDATE, admission);
  }

  @Test
  void shouldBeTheVersionThatTheRegistryWants() {
    assertThat(replaced(Optional.of(2), Optional.of(1), 1, 2))
        .isEqualTo(new Replaced.Version(Versions.wanted("m", 2)));
  }

  /** Somebody who may write the topic could name a version that the next one is compatible with. */
  @Test
  void shouldBeTheFallbackWhenTheVersionThatTheRegistryWantsMayNotServe() {
    assertThat(replaced(Optional.of(9), Optional.of(1), 1))
        .isEqualTo(new Replaced.Version(Versions.wanted("m", 1)));
    assertThat(replaced(Optional.of(3), Optional.of(1), 1))
        .as("the candidate itself, before anybody approved it")
        .isEqualTo(new Replaced.Version(Versions.wanted("m", 1)));
  }

  @Test
  void shouldNotBeKnownWhenNeitherMayServe() {
    assertThat(replaced(Optional.of(9), Optional.of(8)))
        .isInstanceOfSatisfying(
            Replaced.Unknown.class,
            unknown -> assertThat(unknown.why()).contains("m:9", "nobody approved it"));
    assertThat(replaced(Optional.of(9), Optional.empty())).isInstanceOf(Replaced.Unknown.class);
  }

  @Test
  void shouldBeNothingWhenNoVersionIsWantedOrTheSameServesAlready() {
    assertThat(replaced(Optional.empty(), Optional.empty())).isInstanceOf(Replaced.Nothing.class);
    assertThat(replaced(Optional.of(3), Optional.of(1), 1, 3))
        .isInstanceOfSatisfying(
            Replaced.Nothing.class,
            nothing -> assertThat(nothing.why()).contains("serves already"));
    assertThat(
            DesiredBefore.of(
                new RegistrySnapshot(List.of(), Optional.empty(), List.of(), 0),
                CANDIDATE,
                AdmissionPolicy.LENIENT))
        .isInstanceOf(Replaced.Nothing.class);
  }
}
