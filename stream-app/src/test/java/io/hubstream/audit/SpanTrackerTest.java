package io.hubstream.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Outcome;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Span;
import io.hubstream.content.SpanCounts;
import io.hubstream.content.Stage;
import io.hubstream.testing.Versions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SpanTrackerTest {
  private static final List<ModelVersion> OLD = List.of(Versions.version("a", 1));
  private static final List<ModelVersion> NEW = List.of(Versions.version("a", 2));
  private static final Outcome DELETED = new Outcome.Deleted();
  private static final Outcome DEAD =
      new Outcome.DeadLettered(FailureKind.UNDECODABLE, Stage.DECODE, "bad", Optional.empty());

  private final SpanTracker tracker = new SpanTracker(true);

  private void record(List<ModelVersion> versions, long offset, Outcome outcome) {
    tracker.record(versions, 7, new SourcePosition("content", 3, offset), outcome);
  }

  @Test
  void shouldGrowOneSpanUnderTheSameKeyWhileTheSetStays() {
    record(OLD, 10, DELETED);
    List<Span> first = tracker.takeChanged();
    record(OLD, 12, DEAD);
    List<Span> second = tracker.takeChanged();

    assertThat(first).hasSize(1);
    assertThat(second).hasSize(1);
    assertThat(second.get(0).first()).isEqualTo(first.get(0).first());
    assertThat(second.get(0).lastOffset()).isEqualTo(12);
    assertThat(second.get(0).counts()).isEqualTo(new SpanCounts(0, 1, 1));
    assertThat(second.get(0).registryOffset()).isEqualTo(7);
  }

  @Test
  void shouldStartANewSpanWhenTheSetChanges() {
    record(OLD, 10, DELETED);
    record(NEW, 11, DELETED);
    record(OLD, 12, DELETED);

    List<Span> spans = tracker.takeChanged();

    assertThat(spans).extracting(span -> span.first().offset()).containsExactly(10L, 11L, 12L);
    assertThat(spans).extracting(Span::mayOverlap).containsExactly(true, true, true);
  }

  @Test
  void shouldGiveNothingTwice() {
    record(OLD, 10, DELETED);
    record(NEW, 11, DELETED);
    tracker.takeChanged();

    assertThat(tracker.takeChanged()).isEmpty();
    record(OLD, 12, DELETED);
    assertThat(tracker.takeChanged()).hasSize(1);
  }

  /** Guards against a span that replaces, under the same key, the one that made results before. */
  @Test
  void shouldHaveKeysOfItsOwnWhenARunBeginsWhereAnotherDid() {
    record(OLD, 10, DELETED);
    SpanTracker next = new SpanTracker(true);
    next.record(NEW, 7, new SourcePosition("content", 3, 10), DELETED);

    String before = tracker.takeChanged().get(0).run();
    String after = next.takeChanged().get(0).run();

    assertThat(before).isNotEmpty().isNotEqualTo(after);
  }

  @Test
  void shouldNeverOverlapUnderExactlyOnce() {
    SpanTracker exact = new SpanTracker(false);
    exact.record(OLD, -1, new SourcePosition("content", 0, 0), DELETED);

    assertThat(exact.takeChanged())
        .hasSize(1)
        .noneMatch(Span::mayOverlap)
        .allMatch(span -> span.run().isEmpty());
  }
}
