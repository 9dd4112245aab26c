package io.hubstream.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.hubstream.batching.BatchMetrics;
import io.hubstream.content.ContentItem;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Outcome;
import io.hubstream.content.Payload;
import io.hubstream.content.Timings;
import io.hubstream.topology.EnrichmentMetrics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RecorderTest {
  private static final ModelVersion MODEL = new ModelVersion("m", "1", "sha256:1");

  private final List<String> passedOn = new ArrayList<>();
  private final Recorder recorder = new Recorder(32);
  private final EnrichmentMetrics enrichment =
      recorder.before(
          new EnrichmentMetrics() {
            @Override
            public void outcome(Outcome outcome, long endToEndMillis) {
              passedOn.add("outcome");
            }

            @Override
            public void drained(int records, Duration took) {
              passedOn.add("drained");
            }
          });
  private final BatchMetrics batching =
      recorder.before(
          new BatchMetrics() {
            @Override
            public void run(
                ModelVersion version, int size, int paddedSize, long nanos, long waitNanos) {
              passedOn.add("run");
            }
          });

  @Test
  void shouldCountWhatHappenedSinceTheStartOfTheWindow() {
    // Given
    batching.run(MODEL, 8, 8, 1_000_000, 0);
    enrichment.outcome(enriched(), 5);
    Totals start = recorder.totals();

    // When
    batching.run(MODEL, 32, 32, 2_000_000, 3_000_000);
    batching.run(MODEL, 5, 8, 1_000_000, 1_000_000);
    enrichment.outcome(enriched(), 5);
    enrichment.drained(7, Duration.ofMillis(4));

    // Then
    Totals end = recorder.totals();
    Measurement.Batches batches = end.batchesSince(start, 2_500_000);
    assertThat(batches.sizes()).isEqualTo(Map.of(5, 1L, 32, 1L));
    assertThat(batches.rows()).isEqualTo(37);
    assertThat(batches.paddedRows()).isEqualTo(40);
    assertThat(batches.runSeconds()).isEqualTo(0.003, within(1e-9));
    assertThat(batches.busySeconds()).isEqualTo(0.0025, within(1e-9));
    assertThat(end.stagesSince(start)).isEqualTo(new Measurement.Stages(1e-6, 2e-6, 3e-6, 4e-6));
    assertThat(end.drainsSince(start)).isEqualTo(new Measurement.Drains(1, 7, 0.004));
    assertThat(recorder.records()).isEqualTo(2);
    assertThat(recorder.modelsRun()).containsExactly("m");
  }

  @Test
  void shouldPassEverythingOnToTheMetersOfTheService() {
    enrichment.outcome(enriched(), 5);
    enrichment.drained(1, Duration.ZERO);
    batching.run(MODEL, 1, 1, 1, 1);

    assertThat(passedOn).containsExactly("outcome", "drained", "run");
  }

  private static Outcome enriched() {
    ContentItem item =
        new ContentItem(
            "id",
            Optional.empty(),
            "text/plain",
            new Payload.Inline(ByteBuffer.allocate(1)),
            Optional.empty(),
            Map.of(),
            Instant.EPOCH);
    return new Outcome.Enriched(
        item, "0".repeat(64), "default", List.of(), new Timings(1, 2, 3, 4));
  }
}
