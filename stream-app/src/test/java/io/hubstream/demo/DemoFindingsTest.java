package io.hubstream.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.SourcePosition;
import io.hubstream.content.Timings;
import io.hubstream.records.EnrichedView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DemoFindingsTest {
  private final DemoFindings findings = new DemoFindings();

  @Test
  void shouldKeepEveryFileBeforeItsRepetitionsWhenThereAreMoreResultsThanAreKept() {
    // Given: a partition is read to its end before the next one
    IntStream.rangeClosed(1, 3_000).forEach(round -> findings.onResult(result("a.txt", round)));

    // When
    findings.onResult(result("b.txt", 2));
    findings.onResult(result("b.txt", 1));

    // Then
    List<EnrichedView> kept = findings.findings().results();
    assertThat(kept).hasSize(2_000);
    assertThat(kept.subList(0, 5))
        .extracting(EnrichedView::contentId)
        .containsExactly("a.txt", "b.txt", "a.txt#2", "b.txt#2", "a.txt#3");
  }

  @Test
  void shouldTakeTheRoundOffTheName() {
    assertThat(DemoFindings.file("notes #1.txt#12")).isEqualTo("notes #1.txt");
    assertThat(DemoFindings.file("notes.txt")).isEqualTo("notes.txt");
  }

  private static EnrichedView result(String file, int round) {
    Instant at = Instant.ofEpochSecond(round);
    return new EnrichedView(
        new SourcePosition("content", 0, round),
        round == 1 ? file : file + "#" + round,
        "text/plain",
        Optional.empty(),
        "",
        "default",
        List.of(),
        new Timings(0, 0, 0, 0),
        "one",
        at,
        at);
  }
}
