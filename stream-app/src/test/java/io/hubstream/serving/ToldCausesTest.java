package io.hubstream.serving;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ToldCausesTest {
  private final ToldCauses causes = new ToldCauses("an update");

  @Test
  void shouldTellACauseOnceWhateverItsFigures() {
    assertThat(causes.isNew(Phase.LOADED, "it needs 24 MiB, 7 MiB are left")).isTrue();
    assertThat(causes.isNew(Phase.LOADED, "it needs 24 MiB, 12 MiB are left")).isFalse();
    assertThat(causes.isNew(Phase.GATED, "it needs 24 MiB, 12 MiB are left")).isTrue();
    assertThat(causes.isNew(Phase.LOADED, "the graph is broken")).isTrue();
  }

  @Test
  void shouldBeginAnewWhenAnotherThingIsTried() {
    causes.isNew(Phase.LOADED, "broken");

    assertThat(causes.about("an update").isNew(Phase.LOADED, "broken")).isFalse();
    assertThat(causes.about("another one").isNew(Phase.LOADED, "broken")).isTrue();
  }

  @Test
  void shouldTellOfSoManyAndNoMoreWhenEveryAttemptNamesAnother() {
    int told = 0;
    for (char name = 'a'; name <= 'z'; name++) {
      told += causes.isNew(Phase.FETCHED, "request " + name + " failed") ? 1 : 0;
    }

    assertThat(told).isEqualTo(ToldCauses.MOST);
  }
}
