package io.hubstream.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.bench.SessionOptions;
import io.hubstream.starter.SampleSet;
import io.hubstream.testing.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole measurement in a small size: processes, broker, load, swaps and checks are real. */
@Timeout(180)
class LatencyBenchIT {
  private static final int TEXTS = 20;
  private static final double CAPACITY = 100;

  @TempDir Path dir;

  @Test
  void shouldMeasureRatesAndSwapsAndKeepEveryPromise() throws Exception {
    // Given: one version, so that the second one is its twin
    TestModels.text(dir.resolve("models/language/1"), 3, 8, 1);
    LatencyPlan plan =
        new LatencyPlan(
            List.of(0.5),
            Optional.of(CAPACITY),
            Arrivals.POISSON,
            new LatencyPlan.Times(Duration.ofSeconds(1), Duration.ofSeconds(3)),
            new LatencyPlan.Swaps(2, Duration.ofSeconds(3)));

    // When
    LatencyReport report = new LatencyBench(options(), plan, line -> {}).run();

    // Then
    assertThat(report.checks().examples()).isEmpty();
    assertThat(report.holds()).isTrue();
    assertThat(report.checks().records()).isGreaterThan(TEXTS + (long) (CAPACITY / 2 * 9 * 0.8));
    assertThat(report.capacity()).isEqualTo(CAPACITY);
    RateResult half = report.rates().get(0);
    assertThat(half.offeredPerSecond()).isEqualTo(CAPACITY / 2);
    assertThat(half.latency().count()).isBetween(75L, 225L);
    assertThat(half.sent().delay().maxMs()).isLessThanOrEqualTo(half.latency().maxMs());
    assertSensible(half.latency());

    SwapResult swaps = report.swaps().orElseThrow();
    assertThat(swaps.bothVersionsSeen()).isTrue();
    assertThat(swaps.activated()).isEqualTo(2);
    assertThat(swaps.tookEffect()).isEqualTo(2);
    assertThat(swaps.swaps())
        .extracting(SwapResult.Swap::version)
        .allMatch(version -> version.startsWith("language"))
        .doesNotHaveDuplicates();
    assertThat(swaps.swaps())
        .allSatisfy(
            swap ->
                assertThat(swap.firstResultSeconds())
                    .hasValueSatisfying(s -> assertThat(s).isPositive()));
    LatencyStats during = swaps.during().orElseThrow();
    LatencyStats between = swaps.between().orElseThrow();
    assertThat(during.count() + between.count()).isEqualTo(swaps.rate().latency().count());
    assertSensible(during);
    assertSensible(between);
  }

  /** Nothing is committed, and so seen, before the first commit interval has passed. */
  private static void assertSensible(LatencyStats stats) {
    assertThat(stats.p50Ms()).isBetween(1.0, stats.p99Ms());
    assertThat(stats.p99Ms()).isLessThanOrEqualTo(stats.p999Ms());
    assertThat(stats.p999Ms()).isLessThanOrEqualTo(stats.maxMs());
    assertThat(stats.maxMs()).isLessThan(60_000);
  }

  private SessionOptions options() throws IOException {
    Path content = Files.createDirectories(dir.resolve("content"));
    for (int i = 0; i < TEXTS; i++) {
      Files.writeString(content.resolve("text-%02d.txt".formatted(i)), "A text, number " + i);
    }
    return new SessionOptions(
        new SessionOptions.Sources(
            Optional.of(content.toRealPath()),
            SampleSet.TEXT,
            Optional.of(dir.resolve("models")),
            dir.resolve("starters")),
        Files.createDirectories(dir.resolve("work")),
        2,
        Map.of(),
        List.of("-XX:TieredStopAtLevel=1"),
        1);
  }
}
