package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.records.DesiredState;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.registry.Verdict;
import io.hubstream.service.KafkaClients;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream model history}. */
@Command(
    name = "history",
    description = "Shows the changes that the registry still holds (it is compacted).",
    footer = {
      "",
      "Examples:",
      "  hubstream model history scenes -c service.properties",
      "  hubstream model history -b localhost:9092 --json"
    })
final class ModelHistoryCommand extends BaseCommand {
  @Parameters(arity = "0..1", paramLabel = "MODEL", description = "Only this model.")
  private Optional<String> model = Optional.empty();

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Option(names = "--json", description = "Print one JSON object for each change.")
  private boolean json;

  /** A row of the registry: what it asked for, and what became of it. */
  private record Line(String model, long offset, Optional<DesiredState> state, String outcome) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    HubstreamConfig config = brokers.load();
    BrokerCheck.require(config.kafka(), config.topics().modelRegistry());
    RegistrySnapshot registry =
        new KafkaClients(config.kafka()).registrySnapshot(config.topics().modelRegistry());
    List<RegistrySnapshot.Entry> rows = model.map(registry::history).orElseGet(registry::history);
    for (RegistrySnapshot.Entry row : rows) {
      Line line = line(row.verdict());
      out().println(json ? compact(json(line)) : text(line));
    }
    return 0;
  }

  private static Line line(Verdict verdict) {
    if (verdict instanceof Verdict.Accepted accepted) {
      return new Line(
          accepted.state().model(), accepted.offset(), Optional.of(accepted.state()), "accepted");
    }
    if (verdict instanceof Verdict.Conflict conflict) {
      return new Line(
          conflict.loser().model(),
          conflict.offset(),
          Optional.of(conflict.loser()),
          "refused: " + conflict.reason());
    }
    if (verdict instanceof Verdict.Held held) {
      return new Line(
          held.winner().state().model(), held.offset(), held.loser(), "held: " + held.reason());
    }
    if (verdict instanceof Verdict.Retired retired) {
      return new Line(retired.model(), retired.offset(), Optional.empty(), "removed");
    }
    Verdict.Unreadable unreadable = (Verdict.Unreadable) verdict;
    return new Line(
        unreadable.model(),
        unreadable.offset(),
        Optional.empty(),
        "unreadable: " + unreadable.reason());
  }

  private static String text(Line line) {
    return "%6d  %s  %s"
        .formatted(
            line.offset(),
            line.state().map(RecordLines::text).orElse(line.model()),
            line.outcome());
  }

  private static ObjectNode json(Line line) {
    ObjectNode json = object();
    json.put("model", line.model()).put("offset", line.offset());
    line.state().ifPresent(state -> RecordLines.add(json, state));
    return json.put("outcome", line.outcome());
  }
}
