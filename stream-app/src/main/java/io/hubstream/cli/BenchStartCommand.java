package io.hubstream.cli;

import io.hubstream.bench.start.StartArm;
import io.hubstream.bench.start.StartBench;
import io.hubstream.bench.start.StartFindings;
import io.hubstream.bench.start.StartJson;
import io.hubstream.bench.start.StartPlan;
import io.hubstream.bench.start.StartText;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code hubstream bench start}. */
@Command(
    name = "start",
    description = {
      "Measures how long 'hubstream run' takes from the start of its process to the first result that"
          + " a read_committed consumer sees, with the broker up and records waiting, and in which"
          + " phases.",
      "",
      "Arms, in turn:",
      "  warm        TensorFlow's libraries are unpacked, models copied, and there is a class archive",
      "              like that of 'hubstream prepare'",
      "  no-archive  the same without the class archive",
      "  cold        nothing of all that, as on a new machine (the system's own page cache stays)",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream bench start",
      "  hubstream bench start --rounds 9 --arms warm,no-archive --json",
      "  hubstream bench start --models DIR --content DIR",
      "",
      "Exit code 1 if a record is missing, twice, out of order or mislabelled."
    })
final class BenchStartCommand extends BaseCommand {
  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = "--arms",
      paramLabel = "ARM",
      split = ",",
      converter = ArmName.class,
      description = "Arms to measure, separated by commas. Default: all.")
  private List<StartArm> arms = new ArrayList<>();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often each arm is measured. Default: ${DEFAULT-VALUE}.")
  private int rounds = 5;

  @Option(names = "--json", description = "Print the report as one JSON object.")
  private boolean json;

  /** {@code no-archive} as {@code NO_ARCHIVE}. */
  static final class ArmName implements ITypeConverter<StartArm> {
    @Override
    public StartArm convert(String name) {
      return Stream.of(StartArm.values())
          .filter(arm -> arm.label().equals(name.toLowerCase(Locale.ROOT)))
          .findFirst()
          .orElseThrow(
              () ->
                  new TypeConversionException(
                      "there is no arm '%s'; there are %s"
                          .formatted(name, List.of(StartArm.values()))));
    }
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ModelRefusedException {
    if (rounds < 1) {
      throw CommandFailure.usage("--rounds must be 1 or more");
    }
    options.check();
    ArmOptions.quietLog();
    StartPlan plan =
        new StartPlan(
            arms.isEmpty() ? List.of(StartArm.values()) : arms.stream().distinct().toList(),
            rounds);
    try (WorkFolder folder = options.workFolder(err())) {
      StartFindings findings =
          new StartBench(options.session(folder.path()), plan, Main.class, new TimedProgress(err()))
              .run();
      print(findings);
      return findings.checks().hold() ? 0 : CommandFailure.FAILED;
    }
  }

  private void print(StartFindings findings) {
    if (json) {
      out().println(StartJson.of(findings));
    } else {
      new StartText(out()).print(findings);
    }
    out().flush();
  }
}
