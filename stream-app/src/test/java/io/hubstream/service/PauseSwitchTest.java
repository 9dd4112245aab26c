package io.hubstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.serving.Intake;
import io.hubstream.topology.StreamFailures;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PauseSwitchTest {
  private final List<String> streams = new ArrayList<>();
  private final PauseSwitch pauses = new PauseSwitch();
  private final StreamFailures.StreamsControl store = pauses.because("a store is away");
  private final Intake models = pauses.intake();
  private final StreamFailures.StreamsControl control =
      new StreamFailures.StreamsControl() {
        @Override
        public void pause() {
          streams.add("pause");
        }

        @Override
        public void resume() {
          streams.add("resume");
        }
      };

  @Test
  void shouldGoOnOnlyWhenNobodyHasAReasonAnyMore() {
    // Given
    pauses.control(control);

    // When
    store.pause();
    models.pause("a model is exchanged");
    store.resume();
    List<String> whileOneIsLeft = List.copyOf(streams);
    List<String> reasons = pauses.reasons();
    models.resume();

    // Then
    assertThat(whileOneIsLeft).containsExactly("pause");
    assertThat(reasons).containsExactly("a model is exchanged");
    assertThat(streams).containsExactly("pause", "resume");
    assertThat(pauses.reasons()).isEmpty();
  }

  @Test
  void shouldPauseAStreamThatComesLater() {
    models.pause("a model is exchanged");

    pauses.control(control);

    assertThat(streams).containsExactly("pause");
  }

  @Test
  void shouldStayPausedWhenOnlyTheReasonChanges() {
    // Given
    pauses.control(control);
    models.pause("a model is exchanged");

    // When
    models.pause("the old one can't be loaded again");
    models.pause("the old one can't be loaded again");
    List<String> meanwhile = List.copyOf(streams);
    List<String> reasons = pauses.reasons();
    models.resume();

    // Then
    assertThat(meanwhile).containsExactly("pause");
    assertThat(reasons).containsExactly("the old one can't be loaded again");
    assertThat(streams).containsExactly("pause", "resume");
  }

  @Test
  void shouldNotResumeWhatWasNotPaused() {
    pauses.control(control);

    models.resume();
    store.resume();

    assertThat(streams).isEmpty();
  }
}
