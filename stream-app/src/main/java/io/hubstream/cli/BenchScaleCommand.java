package io.hubstream.cli;

import io.hubstream.bench.scale.ScaleBench;
import io.hubstream.bench.scale.ScaleChart;
import io.hubstream.bench.scale.ScaleJson;
import io.hubstream.bench.scale.ScalePlan;
import io.hubstream.bench.scale.ScaleReport;
import io.hubstream.bench.scale.ScaleText;
import io.hubstream.bench.scale.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code hubstream bench scale}. */
@Command(
    name = "scale",
    description = {
      "Measures what a record costs the service as something grows, and where that stops being linear:"
          + " texts of 1 kB, models that compute nothing, exactly once.",
      "",
      "Series:",
      "  backlog     1,000 to 1,000,000 records that appear at once",
      "  partitions  1 to 64",
      "  models      1 to 4 for each record",
      "  instances   1 to 3 processes that share 12 partitions",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream bench scale",
      "  hubstream bench scale --series backlog,partitions --rounds 5 --json",
      "  hubstream bench scale --chart /tmp/scale.svg --set stream.threads=1",
      "",
      "A size counts as linear while its records cost no more than a quarter above those of the",
      "cheapest size, or, with more models, above what the second model adds for each further one.",
      "Exit code 1 if a record is missing, twice, out of order or mislabelled."
    })
final class BenchScaleCommand extends BaseCommand {
  private static final long LEAST_RECORDS = 1_000;

  @Mixin private ArmOptions options = new ArmOptions();

  @Option(
      names = "--series",
      paramLabel = "NAME",
      split = ",",
      converter = SeriesName.class,
      description = "What grows, separated by commas. Default: all.")
  private List<Series> series = new ArrayList<>();

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "200000",
      description =
          "Records of each measurement in which it is not the backlog that grows."
              + " Default: ${DEFAULT-VALUE}.")
  private long records = 200_000;

  @Option(
      names = "--most-records",
      paramLabel = "N",
      defaultValue = "1000000",
      description = "Largest backlog. Default: ${DEFAULT-VALUE}.")
  private long mostRecords = 1_000_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each size is measured. Default: ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "Time under load before processes are measured; while the just-in-time compiler is busy, up"
              + " to three times as long. Default: ${DEFAULT-VALUE}.")
  private double warmUp = 10;

  @Option(
      names = "--chart",
      paramLabel = "FILE",
      description = "Draws the costs into this SVG file.")
  private Optional<Path> chart = Optional.empty();

  @Option(names = "--json", description = "Print the report as one JSON object.")
  private boolean json;

  /** {@code backlog} as {@code BACKLOG}. */
  static final class SeriesName implements ITypeConverter<Series> {
    @Override
    public Series convert(String name) {
      return Stream.of(Series.values())
          .filter(series -> series.label().equals(name.toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "there is no series '%s'; there are %s"
                          .formatted(name, List.of(Series.values()))));
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    ScalePlan plan = plan();
    options.check();
    ArmOptions.quietLog();
    try (WorkFolder folder = options.workFolder(err())) {
      ScaleReport report =
          new ScaleBench(options.session(folder.path()), plan, new TimedProgress(err())).run();
      print(report);
      return report.checks().hold() ? 0 : CommandFailure.FAILED;
    }
  }

  private ScalePlan plan() {
    if (rounds < 1 || records < LEAST_RECORDS || mostRecords < LEAST_RECORDS) {
      throw CommandFailure.usage(
          "--rounds must be 1 or more, --records and --most-records %d or more"
              .formatted(LEAST_RECORDS));
    }
    if (!(warmUp >= 0)) {
      throw CommandFailure.usage("--warm-up must be 0 or more");
    }
    return new ScalePlan(
        series.isEmpty() ? List.of(Series.values()) : series.stream().distinct().toList(),
        records,
        mostRecords,
        rounds,
        Duration.ofMillis(Math.round(warmUp * 1_000)));
  }

  private void print(ScaleReport report) throws IOException {
    if (chart.isPresent()) {
      Files.writeString(chart.get(), ScaleChart.of(report));
      err().println("Chart: " + chart.get());
    }
    if (json) {
      out().println(ScaleJson.of(report));
    } else {
      new ScaleText(out()).print(report);
    }
    out().flush();
  }
}
