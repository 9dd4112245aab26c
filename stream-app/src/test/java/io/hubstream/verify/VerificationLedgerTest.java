package io.hubstream.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Span;
import io.hubstream.content.SpanCounts;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerificationLedgerTest {
  private static final String TOPIC = "content";
  private static final ModelVersion ONE = new ModelVersion("m", "1", "sha256:1");
  private static final ModelVersion TWO = new ModelVersion("m", "2", "sha256:2");

  private final VerificationLedger ledger = new VerificationLedger(TOPIC);

  @Test
  void shouldHoldWhenEveryRecordHasOneOutcomeAndOneSpan() {
    // Given: offsets with holes, as transaction markers leave them
    publish(0, 0, 1, 3, 7);
    publish(1, 0, 2);
    ledger.publishedDeletion(1, 5, "gone");
    ledger.span(span(0, 0, 3, 2, 1, 0, ONE));
    ledger.span(span(0, 7, 7, 1, 0, 0, TWO));
    ledger.span(span(1, 0, 5, 2, 0, 1, TWO));

    // When
    result(0, 0, ONE);
    result(0, 3, ONE);
    result(0, 7, TWO);
    result(1, 0, TWO);
    result(1, 2, TWO);
    ledger.deletion(1, "gone");
    ledger.deadLetter(position(0, 1));
    Verification verdict = ledger.verdict();

    // Then
    assertThat(verdict.counts()).isEqualTo(new Verification.Counts(7, 5, 1, 1));
    assertThat(verdict.examples()).isEmpty();
    assertThat(verdict.holdsExactlyOnce()).isTrue();
    assertThat(verdict.swaps())
        .containsExactly(new Swap("m", "1", "2", List.of(new Swap.Position(0, 7))));
  }

  @Test
  void shouldCountWhatIsMissing() {
    publish(0, 0, 1);
    ledger.span(span(0, 0, 1, 2, 0, 0, ONE));
    result(0, 1, ONE);

    Verification verdict = ledger.verdict();

    assertThat(verdict.faults()).isEqualTo(new Verification.Faults(1, 0, 0, 0, 0, 0));
    assertThat(verdict.spanCoverageExact()).as("the span counts a result too many").isFalse();
    assertThat(verdict.examples()).contains("no outcome of content-0-0");
    assertThat(verdict.holdsAtLeastOnce()).isFalse();
  }

  @Test
  void shouldCountRepetitionsButNotTakeThemForDisorder() {
    publish(0, 0, 1, 2);
    ledger.span(span(0, 0, 2, 3, 0, 0, ONE));
    result(0, 0, ONE);
    result(0, 1, ONE);
    // A restart under at_least_once.
    result(0, 0, ONE);
    result(0, 1, ONE);
    result(0, 2, ONE);

    Verification verdict = ledger.verdict();

    assertThat(verdict.faults()).isEqualTo(new Verification.Faults(0, 2, 0, 0, 0, 0));
    assertThat(verdict.holdsExactlyOnce()).isFalse();
    assertThat(verdict.holdsAtLeastOnce()).isTrue();
  }

  /** A batch was refused for good, and the one behind it was taken. */
  @Test
  void shouldHoldAtLeastOnceWhenWhatStandsTooEarlyComesAgain() {
    publish(0, 0, 1, 2);
    ledger.span(span(0, 0, 2, 3, 0, 0, ONE));
    result(0, 1, ONE);
    result(0, 0, ONE);
    result(0, 1, ONE);
    result(0, 2, ONE);

    Verification verdict = ledger.verdict();

    assertThat(verdict.faults().outOfOrder()).isEqualTo(1);
    assertThat(verdict.holdsAtLeastOnce()).isTrue();
    assertThat(verdict.holdsExactlyOnce()).isFalse();
  }

  @Test
  void shouldNotHoldAtLeastOnceWhenWhatStandsTooEarlyDoesNotComeAgain() {
    publish(0, 0, 1);
    ledger.span(span(0, 0, 1, 2, 0, 0, ONE));
    result(0, 1, ONE);
    result(0, 0, ONE);

    assertThat(ledger.verdict().faults().leftBehind()).isEqualTo(1);
    assertThat(ledger.verdict().holdsAtLeastOnce()).isFalse();
  }

  @Test
  void shouldForgiveAnUncommittedStampWhenTheRecordWasMadeAgainAsASpanSays() {
    publish(0, 0, 1);
    ledger.span(span(0, 0, 1, 2, 0, 0, TWO));
    result(0, 0, ONE);
    result(0, 0, TWO);
    result(0, 1, ONE);

    Verification verdict = ledger.verdict();

    assertThat(verdict.faults().mislabelled()).isEqualTo(1);
    assertThat(verdict.examples()).anyMatch(text -> text.startsWith("result of content-0-1 bears"));
  }

  @Test
  void shouldNotHoldAtLeastOnceWhenSpansShareRecordsAndDoNotSaySo() {
    publish(0, 0, 1, 2);
    Span first = span(0, 0, 1, 2, 0, 0, ONE);
    ledger.span(first);
    ledger.span(span(0, 1, 2, 2, 0, 0, TWO));
    result(0, 0, ONE);
    result(0, 1, ONE);
    result(0, 2, TWO);

    assertThat(ledger.verdict().holdsAtLeastOnce()).isFalse();
    assertThat(ledger.verdict().examples()).anyMatch(text -> text.contains("neither says so"));
  }

  @Test
  void shouldCountAResultAndADeadLetterOfOneRecordAsADuplicate() {
    publish(0, 0);
    ledger.span(span(0, 0, 0, 1, 0, 0, ONE));
    result(0, 0, ONE);
    ledger.deadLetter(position(0, 0));

    assertThat(ledger.verdict().faults()).isEqualTo(new Verification.Faults(0, 1, 0, 0, 0, 0));
  }

  @Test
  void shouldCountDisorderMisplacedAndUnknownResults() {
    publish(0, 0, 1);
    publish(1, 0);
    ledger.span(span(0, 0, 1, 2, 0, 0, ONE));
    ledger.span(span(1, 0, 0, 1, 0, 0, ONE));
    result(0, 1, ONE);
    result(0, 0, ONE);
    ledger.result(0, position(1, 0), List.of(ONE));
    result(0, 99, ONE);
    ledger.deadLetter(new SourcePosition("elsewhere", 0, 0));
    ledger.deletion(0, "never deleted");

    assertThat(ledger.verdict().faults()).isEqualTo(new Verification.Faults(0, 0, 1, 0, 1, 3, 1));
  }

  @Test
  void shouldCountResultsWhoseStampNoSpanNames() {
    publish(0, 0, 1, 2);
    ledger.span(span(0, 0, 1, 2, 0, 0, ONE));
    ledger.span(span(0, 2, 2, 1, 0, 0, TWO));
    result(0, 0, ONE);
    result(0, 1, TWO);
    result(0, 2, new ModelVersion("m", "2", "sha256:other"));

    assertThat(ledger.verdict().faults().mislabelled()).isEqualTo(2);
  }

  @Test
  void shouldSeeGapsAndOverlapsOfSpans() {
    publish(0, 0, 1, 2, 3);
    ledger.span(span(0, 0, 1, 2, 0, 0, ONE));
    ledger.span(span(0, 1, 2, 2, 0, 0, TWO));
    for (int offset = 0; offset < 4; offset++) {
      ledger.deadLetter(position(0, offset));
    }

    Verification verdict = ledger.verdict();

    assertThat(verdict.spanCoverageExact()).isFalse();
    assertThat(verdict.examples())
        .contains("partition 0: two spans cover offset 1", "partition 0: no span covers offset 3");
  }

  @Test
  void shouldNotCallAHandOverASwap() {
    publish(0, 0, 1);
    ledger.span(span(0, 0, 0, 1, 0, 0, ONE));
    ledger.span(span(0, 1, 1, 1, 0, 0, ONE));
    result(0, 0, ONE);
    result(0, 1, ONE);
    ledger.regressed("registry out of reach");

    Verification verdict = ledger.verdict();

    assertThat(verdict.swaps()).isEmpty();
    assertThat(verdict.regressed()).containsExactly("registry out of reach");
    assertThat(verdict.holdsExactlyOnce()).isTrue();
  }

  private void publish(int partition, long... offsets) {
    for (long offset : offsets) {
      ledger.published(partition, offset);
    }
  }

  private void result(int partition, long offset, ModelVersion stamp) {
    ledger.result(partition, position(partition, offset), List.of(stamp));
  }

  private static SourcePosition position(int partition, long offset) {
    return new SourcePosition(TOPIC, partition, offset);
  }

  private static Span span(
      int partition,
      long first,
      long last,
      int results,
      int deadLetters,
      int deletions,
      ModelVersion model) {
    return new Span(
        position(partition, first),
        last,
        List.of(model),
        new SpanCounts(results, deadLetters, deletions),
        false,
        0);
  }
}
