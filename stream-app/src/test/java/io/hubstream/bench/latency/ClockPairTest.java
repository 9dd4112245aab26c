package io.hubstream.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockPairTest {
  private final ClockPair clocks = new ClockPair(-5_000_000, Instant.parse("2026-01-01T00:00:00Z"));

  @Test
  void shouldTranslateBetweenTheClocks() {
    assertThat(clocks.nanosAt(Instant.parse("2026-01-01T00:00:00.250Z"))).isEqualTo(245_000_000);
    assertThat(clocks.nanosAt(Instant.parse("2025-12-31T23:59:59Z"))).isEqualTo(-1_005_000_000);
    assertThat(clocks.millisAt(245_000_000))
        .isEqualTo(Instant.parse("2026-01-01T00:00:00.250Z").toEpochMilli());
  }
}
