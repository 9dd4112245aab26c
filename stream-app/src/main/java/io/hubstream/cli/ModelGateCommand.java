package io.hubstream.cli;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.publishing.ContentFiles;
import io.hubstream.publishing.OfflineGate;
import io.hubstream.publishing.OfflineReport;
import io.hubstream.publishing.OfflineRuntime;
import io.hubstream.service.TensorFlowParts;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.tensorflow.OpSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream model gate}. */
@Command(
    name = "gate",
    description =
        "Holds a packaged version against the gate of the service, and against another version on"
            + " your content, without Kafka.",
    footer = {
      "",
      "Examples:",
      "  hubstream model gate exports/scenes/4 --against /models/scenes/3 --content pictures/",
      "  hubstream model gate exports/scenes/4 --latency-budget-ms 50 -c service.properties",
      "",
      "With -c it does as the service with these settings would: operations and their libraries, batch",
      "sizes, limits, device and latency budget. Brokers are not asked.",
      "",
      "Exits with 1 when the gate would refuse the version, or when it fails on your content."
    })
final class ModelGateCommand extends BaseCommand {
  @Parameters(paramLabel = "CANDIDATE", description = "A packaged version folder.")
  private Path candidate = Path.of(".");

  @Option(
      names = "--against",
      paramLabel = "VERSION",
      description = "Folder of the version that it would replace.")
  private Optional<Path> against = Optional.empty();

  @Option(
      names = "--content",
      arity = "1..*",
      paramLabel = "DIR",
      description = "Files or folders that both versions are run on.")
  private List<Path> content = new ArrayList<>();

  @Option(names = "--breaking", description = "Consumers know that embeddings or classes change.")
  private boolean breaking;

  @Option(
      names = "--latency-budget-ms",
      paramLabel = "MS",
      description =
          "Longest median time of a full batch; default: the service's gate.latency.budget.ms.")
  private Optional<Long> budget = Optional.empty();

  @Mixin private OpOptions ops = new OpOptions();

  @Mixin private EnvOptions service = new EnvOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, ModelRefusedException, InterruptedException {
    if (budget.filter(ms -> ms < 1).isPresent()) {
      throw CommandFailure.usage("--latency-budget-ms must be at least 1, not " + budget.get());
    }
    List<ContentFiles.Named> files = content.isEmpty() ? List.of() : ContentFiles.list(content);
    HubstreamConfig config = service.load();
    Optional<Duration> limit =
        budget.map(Duration::ofMillis).or(() -> config.models().gate().latencyBudget());
    OfflineGate.Trial trial = new OfflineGate.Trial(candidate, against, files, breaking, limit);
    try (OfflineRuntime runtime = runtime(config)) {
      OfflineReport report = new OfflineGate(runtime).examine(trial);
      if (json) {
        out().println(compact(GateLines.json(report, object())));
      } else {
        GateLines.text(report).forEach(out()::println);
      }
      return report.refusals().isEmpty() ? 0 : CommandFailure.FAILED;
    }
  }

  private OfflineRuntime runtime(HubstreamConfig config) {
    OpSettings allowed = ops.besides(TensorFlowParts.ops(config.models().ops()));
    return new OfflineRuntime(OfflineSettings.of(config, allowed));
  }
}
