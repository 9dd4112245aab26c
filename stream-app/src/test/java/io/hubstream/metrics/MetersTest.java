package io.hubstream.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.FailureKind;
import io.hubstream.content.MediaKind;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Outcome;
import io.hubstream.content.Stage;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelStatus;
import io.hubstream.serving.Phase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MetersTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final ModelVersion ONE = new ModelVersion("scenes", "1", "sha256:1");
  private static final ModelVersion TWO = new ModelVersion("scenes", "2", "sha256:2");

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @Test
  void shouldShowWhichVersionServesAndHowLongTheDesiredOneDoesNot() {
    // Given
    ServingMeters meters = new ServingMeters(registry, Clock.fixed(NOW, ZoneOffset.UTC));
    meters.statuses(List.of(status(ONE, ONE, Optional.empty())));
    assertThat(registry.scrape())
        .contains(
            "hubstream_model_info{digest=\"sha256:1\",model=\"scenes\",version=\"1\"} 1",
            "hubstream_model_desired_not_serving_seconds{model=\"scenes\"} 0.0");

    // When
    meters.statuses(List.of(status(TWO, ONE, Optional.of(NOW.minusSeconds(7)))));
    assertThat(registry.scrape())
        .contains("hubstream_model_desired_not_serving_seconds{model=\"scenes\"} 7.0");
    meters.statuses(List.of(status(TWO, TWO, Optional.empty())));

    // Then
    assertThat(registry.scrape()).contains("version=\"2\"} 1").doesNotContain("version=\"1\"} 1");
  }

  @Test
  void shouldShowHowManyVersionsAreLeaked() {
    ServingMeters meters = new ServingMeters(registry, Clock.fixed(NOW, ZoneOffset.UTC));
    assertThat(registry.scrape()).contains("hubstream_model_leaked 0.0");

    meters.leaked(2);

    assertThat(registry.scrape()).contains("hubstream_model_leaked 2.0");
  }

  @Test
  void shouldCountOutcomesAndDeadLettersByKind() {
    EnrichmentMeters meters = new EnrichmentMeters(registry);
    meters.outcome(
        new Outcome.DeadLettered(FailureKind.UNDECODABLE, Stage.DECODE, "no", Optional.empty()),
        12);
    meters.deadLetter(FailureKind.UNDECODABLE);
    meters.outcome(new Outcome.Deleted(), -5);
    meters.decoded(MediaKind.IMAGE, 1_000_000);
    meters.drained(3, Duration.ofMillis(20));

    assertThat(registry.scrape())
        .contains(
            "hubstream_records_total{kind=\"none\",outcome=\"dead_letter\"} 1.0",
            "hubstream_records_total{kind=\"none\",outcome=\"deleted\"} 1.0",
            "hubstream_dead_letters_total{kind=\"undecodable\"} 1.0",
            "hubstream_end_to_end_seconds_count 2",
            "hubstream_decode_seconds_count{kind=\"image\"} 1",
            "hubstream_commit_drain_seconds_count 1");
  }

  @Test
  void shouldForgetTheWindowOfATaskThatEnded() {
    EnrichmentMeters meters = new EnrichmentMeters(registry);
    meters.window("0_1", 5, 500);
    assertThat(registry.scrape()).contains("hubstream_window_fill{task=\"0_1\"} 5.0");

    meters.windowClosed("0_1");

    assertThat(registry.scrape()).doesNotContain("0_1");
  }

  @Test
  void shouldMeasureBatches() {
    BatchMeters meters = new BatchMeters(registry);
    meters.run(ONE, 5, 8, 2_000_000, 1_000_000);
    meters.failure(ONE, InferenceException.Kind.OUT_OF_MEMORY, 8);

    assertThat(registry.scrape())
        .contains(
            "hubstream_inference_seconds_count{model=\"scenes\",version=\"1\"} 1",
            "hubstream_batch_size_sum{model=\"scenes\"} 5.0",
            "hubstream_batch_padding_sum{model=\"scenes\"} 3.0",
            "hubstream_inference_failures_total{kind=\"out_of_memory\"");
  }

  @Test
  void shouldBindTheJvm() {
    try (LibraryMeters meters = new LibraryMeters(registry)) {
      assertThat(meters).isNotNull();
      assertThat(registry.scrape()).contains("jvm_memory_used_bytes", "process_uptime_seconds");
    }
  }

  private static ModelStatus status(
      ModelVersion desired, ModelVersion serving, Optional<Instant> differsSince) {
    return new ModelStatus(
        "scenes",
        Optional.of(desired),
        Optional.of(serving),
        Phase.ACTIVATED,
        Optional.empty(),
        differsSince);
  }
}
