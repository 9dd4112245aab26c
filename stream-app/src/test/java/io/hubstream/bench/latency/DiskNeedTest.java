package io.hubstream.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskNeedTest {
  private static final LatencyPlan PLAN =
      new LatencyPlan(
          List.of(0.5, 1.0),
          Optional.empty(),
          Arrivals.CONSTANT,
          new LatencyPlan.Times(Duration.ofSeconds(20), Duration.ofSeconds(15)),
          new LatencyPlan.Swaps(3, Duration.ofSeconds(5)));

  @TempDir Path dir;

  @Test
  void shouldAddUpRatesAndSwapsWithTheirLeadIns() {
    // (0.5 + 1) x 20 s and 0.5 x (5 + 15) s of 100 records of 1 kB a second, and a fifth more
    assertThat(new DiskNeed(PLAN, 100, 1_000).bytes()).isEqualTo(4_800_000);
  }

  @Test
  void shouldRefuseWhenTheDiskHasLess() throws IOException {
    new DiskNeed(PLAN, 1, 1).require(dir);

    assertThatThrownBy(() -> new DiskNeed(PLAN, 1e9, 1_000_000_000).require(dir))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("--work");
  }
}
