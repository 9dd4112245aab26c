package io.hubstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartTimelineTest {
  private static final Instant BEGUN = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir Path dir;

  private final Hand hand = new Hand(BEGUN);
  private final StartTimeline timeline = new StartTimeline(BEGUN, hand);

  @Test
  void shouldGiveEachPhaseWhatPassedSinceTheOneBefore() {
    reachedAt(StartPhase.JVM, 400);
    reachedAt(StartPhase.SETTINGS, 550);
    reachedAt(StartPhase.STREAM, 3_120);

    assertThat(timeline.summary()).isEqualTo("3.12 s: JVM 0.40, settings 0.15, stream 2.57");
  }

  @Test
  void shouldOrderPhasesByTimeWhenTheyOverlap() {
    reachedAt(StartPhase.JVM, 400);
    reachedAt(StartPhase.TOPICS, 900);
    reachedAt(StartPhase.TENSORFLOW, 1_500);

    assertThat(timeline.steps())
        .extracting(StartTimeline.Step::phase)
        .containsExactly(StartPhase.JVM, StartPhase.TOPICS, StartPhase.TENSORFLOW);
    assertThat(timeline.summary()).endsWith("topics 0.50, TensorFlow 0.60");
  }

  @Test
  void shouldKeepTheFirstTimeWhenAPhaseIsReachedAgain() {
    reachedAt(StartPhase.STREAM, 2_000);
    reachedAt(StartPhase.STREAM, 9_000);

    assertThat(timeline.steps())
        .containsExactly(new StartTimeline.Step(StartPhase.STREAM, BEGUN.plusMillis(2_000)));
  }

  @Test
  void shouldWriteTheReportAsJson() throws IOException {
    // Given
    reachedAt(StartPhase.JVM, 400);
    reachedAt(StartPhase.FIRST_RESULT, 4_000);
    Path file = dir.resolve("start.json");

    // When
    StartReport.write(file, timeline.begun(), timeline.steps());

    // Then
    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.get("begun").asText()).isEqualTo("2026-01-01T00:00:00Z");
    assertThat(json.at("/reached/jvm").asText()).isEqualTo("2026-01-01T00:00:00.400Z");
    assertThat(json.at("/reached/firstResult").asText()).isEqualTo("2026-01-01T00:00:04Z");
    assertThat(json.get("reached").size()).isEqualTo(2);
    try (var files = Files.list(dir)) {
      assertThat(files).containsExactly(file);
    }
  }

  private void reachedAt(StartPhase phase, long millis) {
    hand.now = BEGUN.plus(Duration.ofMillis(millis));
    timeline.reached(phase);
  }

  /** A clock that is set by hand. */
  private static final class Hand extends Clock {
    private Instant now;

    Hand(Instant now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
