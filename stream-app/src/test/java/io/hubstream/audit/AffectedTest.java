package io.hubstream.audit;

import static io.hubstream.audit.AuditLines.span;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.content.SpanCounts;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import org.junit.jupiter.api.Test;

class AffectedTest {
  private static final ModelVersion V1 = Versions.version("a", 1);
  private static final ModelVersion V2 = Versions.version("a", 2);
  private static final ModelVersion OTHER = Versions.version("b", 1);

  private final AuditTrail trail = new AuditTrail();

  @Test
  void shouldListTheLastStatesOfItsSpansAndTheirTotals() {
    // Given: version 2 between two runs of version 1
    trail.add(span("i", 20, 25, 3, new SpanCounts(6, 0, 0), V1, OTHER));
    trail.add(span("i", 0, 4, 1, new SpanCounts(5, 0, 0), V1));
    trail.add(span("i", 0, 9, 2, new SpanCounts(7, 2, 1), V1));
    trail.add(span("i", 10, 19, 2, new SpanCounts(10, 0, 0), V2));

    // When
    Affected affected = Affected.by(V1, trail);

    // Then
    assertThat(affected.spans())
        .extracting(view -> view.span().first().offset())
        .containsExactly(0L, 20L);
    assertThat(affected.totals()).isEqualTo(new SpanCounts(13, 2, 1));
    assertThat(affected.mayOverlap()).isFalse();
  }

  @Test
  void shouldSayWhenRecordsMayBeCountedTwice() {
    trail.add(span("i", 0, 9, 2, new SpanCounts(10, 0, 0), V1));
    trail.add(span("j", 8, 12, 3, new SpanCounts(5, 0, 0), true, V1));

    assertThat(Affected.by(V1, trail).mayOverlap()).isTrue();
  }

  @Test
  void shouldBeEmptyWhenAVersionMadeNothing() {
    trail.add(new AuditLines().step("i", 1, Phase.REJECTED, V2, 4));

    assertThat(trail.versions()).containsExactly(V2);
    assertThat(Affected.by(V2, trail).spans()).isEmpty();
    assertThat(Affected.by(V2, trail).totals()).isEqualTo(SpanCounts.NONE);
  }
}
