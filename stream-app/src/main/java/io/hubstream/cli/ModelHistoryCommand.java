package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.audit.AuditTrail;
import io.hubstream.audit.Life;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView.LifecycleView;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.serving.LifecycleEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream model history}. */
@Command(
    name = "history",
    description = {
      "Shows the lives of a model's versions, as the audit tells them: each step on each instance,"
          + " when, how long, asked by whom, and why.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream model history scenes -c service.properties",
      "  hubstream model history -b localhost:9092 --json",
      "  hubstream model history scenes --changes -c service.properties",
      "  hubstream model history scenes --archive /srv/audit"
    })
final class ModelHistoryCommand extends BaseCommand {
  @Parameters(arity = "0..1", paramLabel = "MODEL", description = "Only this model.")
  private Optional<String> model = Optional.empty();

  @Mixin private ArchiveOptions sources = new ArchiveOptions();

  @Option(
      names = "--changes",
      description = "Show the changes that the registry still holds (it is compacted) instead.")
  private boolean changes;

  @Option(names = "--json", description = "Print one JSON object for each life, or change.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    HubstreamConfig config = sources.load();
    if (changes && sources.isOffline()) {
      throw CommandFailure.usage("--changes asks the registry: name brokers by -c or -b");
    }
    if (changes) {
      printChanges(config);
    } else {
      printLives(config);
    }
    return 0;
  }

  private void printChanges(HubstreamConfig config) throws InterruptedException {
    BrokerCheck.require(config.kafka(), config.topics().modelRegistry());
    RegistrySnapshot registry =
        BrokerOptions.clients(config).registrySnapshot(config.topics().modelRegistry());
    List<RegistrySnapshot.Entry> rows = model.map(registry::history).orElseGet(registry::history);
    for (RegistrySnapshot.Entry row : rows) {
      ChangeLine line = ChangeLine.of(row.verdict());
      out().println(json ? compact(line.json()) : line.text());
    }
  }

  private void printLives(HubstreamConfig config) throws IOException, InterruptedException {
    AuditTrail trail = sources.trail(config);
    List<String> models = model.map(List::of).orElseGet(trail::models);
    for (String name : models) {
      List<Life> lives = Life.of(name, trail);
      if (lives.isEmpty()) {
        err().printf("The audit tells nothing of model %s; see `hubstream model status`.%n", name);
      } else if (json) {
        lives.forEach(life -> out().println(compact(json(name, life))));
      } else {
        out().println(name);
        print(lives);
      }
    }
  }

  private void print(List<Life> lives) {
    TextTable table = new TextTable("VERSION", "INSTANCE", "STEP", "AT", "TOOK", "BY", "WHY");
    for (Life life : lives) {
      boolean first = true;
      for (LifecycleView view : life.steps()) {
        LifecycleEvent step = view.event();
        table.row(
            first ? life.version().map(ModelVersion::version).orElse("-") : "",
            first ? life.instance() : "",
            step.phase().name(),
            view.at().toString(),
            step.took().map(ModelHistoryCommand::text).orElse(""),
            first ? step.origin().requestedBy().orElse("") : "",
            why(step));
        first = false;
      }
    }
    table.print(out());
  }

  private static String text(Duration took) {
    long millis = took.toMillis();
    return millis < 10_000
        ? millis + " ms"
        : millis < 600_000 ? millis / 1000 + " s" : millis / 60_000 + " min";
  }

  private static String why(LifecycleEvent step) {
    return step.detail().rejectedIn().map(phase -> "in " + phase + ": ").orElse("")
        + step.reason().orElse("").replaceAll("\\R", " ");
  }

  private static ObjectNode json(String model, Life life) {
    ObjectNode json = object();
    LifecycleEvent first = life.steps().get(0).event();
    json.put("model", model).put("instance", life.instance());
    json.put("version", life.version().map(ModelVersion::version).orElse(null));
    json.put("digest", life.version().map(ModelVersion::digest).orElse(null));
    json.put("requestedBy", first.origin().requestedBy().orElse(null));
    json.put("registryOffset", first.registryOffset());
    json.put("lastStep", life.steps().get(life.steps().size() - 1).event().phase().name());
    ArrayNode steps = json.putArray("steps");
    for (LifecycleView view : life.steps()) {
      LifecycleEvent step = view.event();
      ObjectNode node = steps.addObject();
      node.put("phase", step.phase().name()).put("at", view.at().toString());
      node.put("durationMillis", step.took().map(Duration::toMillis).orElse(null));
      node.put("reason", step.reason().orElse(null));
      node.put("rejectedIn", step.detail().rejectedIn().map(Enum::name).orElse(null));
      node.put("previousVersion", step.previous().map(ModelVersion::version).orElse(null));
      view.environment()
          .ifPresent(
              environment -> WhyJson.environment(node.putObject("environment"), environment));
    }
    return json;
  }
}
