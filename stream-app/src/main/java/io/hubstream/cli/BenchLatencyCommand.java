package io.hubstream.cli;

import io.hubstream.bench.latency.Arrivals;
import io.hubstream.bench.latency.LatencyBench;
import io.hubstream.bench.latency.LatencyJson;
import io.hubstream.bench.latency.LatencyPlan;
import io.hubstream.bench.latency.LatencyReport;
import io.hubstream.bench.latency.LatencyText;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubstream bench latency}. */
@Command(
    name = "latency",
    description = {
      "Measures how late results are, end to end, at fixed rates: records are sent when they are due,"
          + " whatever became of those before, and the time counts from then until a read_committed"
          + " consumer has the result. Then it swaps models under load and says what that adds.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream bench latency",
      "  hubstream bench latency --rates 50 --set commit.interval.ms=20 --json",
      "  hubstream bench latency --content DIR --models DIR --arrivals poisson --swaps 0",
      "",
      "A swap goes to the version before the newest; a model that has none is packaged once more,",
      "under another name. Exit code 1 if a record is missing, twice, out of order or mislabelled,",
      "or if a swapped model has no results of both versions."
    })
final class BenchLatencyCommand extends BaseCommand {
  private static final double MOST_PERCENT = 300;

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--rates",
      paramLabel = "PERCENT",
      split = ",",
      description = "Rates, in percent of the capacity. Default: 25,50,75,90.")
  private List<Double> rates = new ArrayList<>();

  @Option(
      names = "--capacity",
      paramLabel = "N",
      description = "Records per second that count as 100 percent, instead of measuring it.")
  private Optional<Double> capacity = Optional.empty();

  @Option(
      names = "--arrivals",
      paramLabel = "NAME",
      defaultValue = "constant",
      description =
          "constant: at equal distances. poisson: independently of each other."
              + " Default: ${DEFAULT-VALUE}.")
  private Arrivals arrivals = Arrivals.CONSTANT;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description =
          "Time at full load before the capacity is measured; each rate has a quarter of it before it"
              + " counts. Default: ${DEFAULT-VALUE}.")
  private double warmUp = 20;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      defaultValue = "20",
      description = "Time at each rate. Default: ${DEFAULT-VALUE}.")
  private double duration = 20;

  @Option(
      names = "--swaps",
      paramLabel = "N",
      defaultValue = "6",
      description =
          "How often a model is swapped, at half of the capacity; 0 for never."
              + " Default: ${DEFAULT-VALUE}.")
  private int swaps = 6;

  @Option(
      names = "--swap-every",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "Time from one swap to the next. Default: ${DEFAULT-VALUE}.")
  private double swapEvery = 10;

  @Option(names = "--json", description = "Print the report as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException, ModelRefusedException {
    LatencyPlan plan = plan();
    options.check();
    ArmOptions.quietLog();
    try (WorkFolder folder = options.workFolder(err())) {
      LatencyReport report =
          new LatencyBench(options.session(folder.path()), plan, new TimedProgress(err())).run();
      print(report);
      return report.holds() ? 0 : CommandFailure.FAILED;
    }
  }

  private LatencyPlan plan() {
    if (rates.stream().anyMatch(rate -> !(rate > 0 && rate <= MOST_PERCENT))) {
      throw CommandFailure.usage(
          "--rates must be percents above 0, up to %.0f".formatted(MOST_PERCENT));
    }
    if (!(duration > 0) || !(warmUp >= 0) || !(swapEvery > 0) || swaps < 0) {
      throw CommandFailure.usage(
          "--duration and --swap-every must be more than 0, --warm-up and --swaps 0 or more");
    }
    if (capacity.isPresent() && !(capacity.get() > 0)) {
      throw CommandFailure.usage("--capacity must be more than 0");
    }
    return new LatencyPlan(
        (rates.isEmpty() ? List.of(25.0, 50.0, 75.0, 90.0) : rates)
            .stream().map(rate -> rate / 100).toList(),
        capacity,
        arrivals,
        new LatencyPlan.Times(seconds(warmUp), seconds(duration)),
        new LatencyPlan.Swaps(swaps, seconds(swapEvery)));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  private void print(LatencyReport report) {
    if (json) {
      out().println(LatencyJson.of(report));
    } else {
      new LatencyText(out()).print(report);
    }
    out().flush();
  }
}
