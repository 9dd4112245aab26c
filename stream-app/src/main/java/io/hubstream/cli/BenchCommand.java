package io.hubstream.cli;

import io.hubstream.bench.Bench;
import io.hubstream.bench.BenchJson;
import io.hubstream.bench.BenchPlan;
import io.hubstream.bench.BenchReport;
import io.hubstream.bench.BenchText;
import io.hubstream.bench.arm.Arm;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
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

/** {@code hubstream bench}. */
@Command(
    name = "bench",
    subcommands = {BenchLatencyCommand.class, BenchScaleCommand.class, BenchStartCommand.class},
    description = {
      "Measures the service against what this machine does with the bare models, on your content and"
          + " models, and checks what came out.",
      "",
      "Arms, in turn, each in a process of its own, with a broker in another one:",
      "  bare              decode and batched inference in a tight loop, without Kafka: the limit",
      "  pipeline          the service with its default settings, exactly once",
      "  record-at-a-time  the same with batches of one and nothing in parallel with them",
      "  pass-through      plain Kafka Streams that writes records of 1 kB as it reads them",
      "  null-model        the service on the same records with a model that computes nothing",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream bench",
      "  hubstream bench --sample small-pictures --rounds 5 --json",
      "  hubstream bench --content DIR --models DIR --arms bare,pipeline",
      "  hubstream bench --set commit.interval.ms=1000 --set batch.max.size=64",
      "",
      "The CPU of the broker and of the checks is not counted. Exit code 1 if a record is missing,",
      "twice, out of order or mislabelled."
    })
final class BenchCommand extends BaseCommand {
  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--arms",
      paramLabel = "ARM",
      split = ",",
      converter = ArmName.class,
      description = "Arms to measure, separated by commas. Default: all.")
  private List<Arm> arms = new ArrayList<>();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often each arm is measured. Default: ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Option(
      names = "--warm-up",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description =
          "Time between the first record and the window; while the just-in-time compiler is busy, up"
              + " to three times as long. Default: ${DEFAULT-VALUE}.")
  private double warmUp = 15;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "Length of the window. Default: ${DEFAULT-VALUE}.")
  private double duration = 10;

  @Option(
      names = "--instances",
      paramLabel = "N",
      defaultValue = "1",
      description = "Processes of the pipeline that share the work. Default: ${DEFAULT-VALUE}.")
  private int instances = 1;

  @Option(
      names = "--backlog",
      paramLabel = "N",
      description =
          "Records of the content topic. Default: more than this machine can do in the time, which a short"
              + " first run tells.")
  private Optional<Long> backlog = Optional.empty();

  @Option(names = "--json", description = "Print the report as one JSON object.")
  private boolean json;

  /** {@code record-at-a-time} as {@code RECORD_AT_A_TIME}. */
  static final class ArmName implements ITypeConverter<Arm> {
    @Override
    public Arm convert(String name) {
      return Stream.of(Arm.values())
          .filter(arm -> arm.label().equals(name.toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "there is no arm '%s'; there are %s"
                          .formatted(
                              name,
                              String.join(
                                  ", ", Stream.of(Arm.values()).map(Arm::label).toList()))));
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ModelRefusedException {
    BenchPlan plan = plan();
    options.check();
    ArmOptions.quietLog();
    try (WorkFolder folder = options.workFolder(err())) {
      BenchReport report =
          new Bench(options.session(folder.path()), plan, new TimedProgress(err())).run();
      print(report);
      return report.checks().hold() ? 0 : CommandFailure.FAILED;
    }
  }

  private BenchPlan plan() {
    if (rounds < 1 || instances < 1 || backlog.orElse(1L) < 1) {
      throw CommandFailure.usage("--rounds, --instances and --backlog must be 1 or more");
    }
    if (!(duration > 0) || !(warmUp >= 0)) {
      throw CommandFailure.usage("--duration must be more than 0, --warm-up 0 or more");
    }
    return new BenchPlan(
        arms.isEmpty() ? List.of(Arm.values()) : arms.stream().distinct().toList(),
        rounds,
        Duration.ofMillis(Math.round(warmUp * 1_000)),
        Duration.ofMillis(Math.round(duration * 1_000)),
        instances,
        backlog);
  }

  private void print(BenchReport report) {
    if (json) {
      out().println(BenchJson.of(report));
    } else {
      new BenchText(out()).print(report);
    }
    out().flush();
  }
}
