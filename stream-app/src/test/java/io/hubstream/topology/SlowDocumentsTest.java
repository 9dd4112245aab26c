package io.hubstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.FailureKind;
import io.hubstream.content.Outcome;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Stage;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SlowDocumentsTest {
  private final SlowDocuments slowDocuments = new SlowDocuments();

  @Test
  void shouldRememberOnlyWhatCostTheParserItsTime() {
    // Given
    Outcome.DeadLettered timedOut = deadLetter(FailureKind.PARSER_FAILED);

    // When
    slowDocuments.learn(new SourcePosition("t", 0, 1), timedOut);
    slowDocuments.learn(new SourcePosition("t", 0, 2), deadLetter(FailureKind.UNDECODABLE));

    // Then
    assertThat(slowDocuments.known(new SourcePosition("t", 0, 1))).contains(timedOut);
    assertThat(slowDocuments.known(new SourcePosition("t", 0, 2))).isEmpty();
  }

  @Test
  void shouldForgetTheOldest() {
    // When
    for (int i = 0; i < 5_000; i++) {
      slowDocuments.learn(new SourcePosition("t", 0, i), deadLetter(FailureKind.PARSER_FAILED));
    }

    // Then
    assertThat(slowDocuments.known(new SourcePosition("t", 0, 0))).isEmpty();
    assertThat(slowDocuments.known(new SourcePosition("t", 0, 4_999))).isPresent();
  }

  private static Outcome.DeadLettered deadLetter(FailureKind kind) {
    return new Outcome.DeadLettered(kind, Stage.DECODE, "test", Optional.empty());
  }
}
