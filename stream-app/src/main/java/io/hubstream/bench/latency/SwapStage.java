package io.hubstream.bench.latency;

import io.hubstream.content.ModelVersion;
import io.hubstream.publishing.Progress;
import io.hubstream.verify.Swap;
import io.hubstream.verify.Verification;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Half of the capacity, while one model after the other is swapped. Owned by one thread. */
final class SwapStage {
  private final Rig rig;
  private final LatencyPlan plan;
  private final Progress progress;

  SwapStage(Rig rig, LatencyPlan plan, Progress progress) {
    this.rig = rig;
    this.plan = plan;
    this.progress = progress;
  }

  /** What was measured before anything was read back. */
  record Result(RateResult rate, SwapWindow.Split split, List<SwapTry> tries) {

    /** With what the topics show. */
    SwapResult checked(Verification verification, VersionsSeen seen, List<TwoVersions> models) {
      return new SwapResult(
          rate,
          split.during(),
          split.between(),
          tries.stream().map(Result::swap).toList(),
          changes(verification.swaps()),
          seen.containsAll(wanted(models)));
    }

    private static SwapResult.Swap swap(SwapTry each) {
      return new SwapResult.Swap(
          each.version().model(),
          each.version().display(),
          each.tookNanos() / 1e9,
          each.firstResultNanos().map(nanos -> nanos / 1e9),
          each.refusal(),
          each.residentBytes());
    }

    /** Both versions of the models whose turn it was. */
    private List<ModelVersion> wanted(List<TwoVersions> models) {
      return models.stream()
          .limit(tries.size())
          .flatMap(model -> Stream.of(model.first(), model.second()))
          .map(version -> version.version())
          .toList();
    }

    /** A change that comes again shows as one more position of each partition. */
    static long changes(List<Swap> swaps) {
      long sum = 0;
      for (Swap swap : swaps) {
        Map<Integer, Long> byPartition = new HashMap<>();
        swap.positions().forEach(p -> byPartition.merge(p.partition(), 1L, Long::sum));
        sum += byPartition.values().stream().mapToLong(Long::longValue).max().orElse(0);
      }
      return sum;
    }
  }

  Result run(int number, double capacity, List<TwoVersions> models) throws InterruptedException {
    LatencyPlan.Swaps swaps = plan.swaps();
    RateStage stage = RateStage.of(plan, number, LatencyPlan.Swaps.SHARE, capacity);
    progress.step(
        "%.0f %% of it, %d swaps, one every %.1f s"
            .formatted(
                LatencyPlan.Swaps.SHARE * 100, swaps.count(), swaps.every().toMillis() / 1e3));
    Duration duration = swaps.every().multipliedBy(swaps.count());
    SwapDriver.Pace pace = new SwapDriver.Pace(stage.leadIn(), swaps.every(), swaps.count());
    try (SwapDriver driver = new SwapDriver(models, rig, pace)) {
      driver.start();
      RateResult rate = stage.run(rig, duration, driver::isUnderWay);
      List<SwapTry> tries = driver.await();
      progress.step("  " + rate.inWords());
      return new Result(
          rate,
          SwapWindow.split(
              rig.reader().collect(number), tries.stream().map(SwapTry::window).toList()),
          tries);
    }
  }
}
