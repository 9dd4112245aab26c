package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.audit.Affected;
import io.hubstream.audit.AuditTrail;
import io.hubstream.audit.ModelSelector;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView.SpanView;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream audit affected}. */
@Command(
    name = "affected",
    description = "Lists the exact spans that a model version made.",
    footer = {
      "",
      "Examples:",
      "  hubstream audit affected scenes:2 -c service.properties",
      "  hubstream audit affected scenes@sha256:91c0 -b localhost:9092 --json",
      "  hubstream audit affected scenes:2 --archive /srv/audit",
      "",
      "A span counts every record that was handled while the version served; where routes send",
      "some records to other models alone, these are counted too.",
      "",
      "Exit codes: 0 listed, 1 no such version, 2 wrong usage or settings."
    })
final class AuditAffectedCommand extends BaseCommand {
  @Parameters(
      paramLabel = "VERSION",
      description = "MODEL@DIGEST, of which the beginning is enough, or MODEL:VERSION.")
  private String wanted = "";

  @Mixin private ArchiveOptions sources = new ArchiveOptions();

  @Option(names = "--json", description = "Print one JSON object for each digest.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    ModelSelector selector = selector();
    HubstreamConfig config = sources.load();
    AuditTrail trail = sources.trail(config);
    for (ModelVersion version : chosen(selector, trail)) {
      Affected affected = Affected.by(version, trail);
      if (json) {
        out().println(compact(json(affected)));
      } else {
        print(affected);
      }
    }
    return 0;
  }

  private ModelSelector selector() {
    try {
      return ModelSelector.parse(wanted);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private List<ModelVersion> chosen(ModelSelector selector, AuditTrail trail) {
    List<ModelVersion> chosen = selector.among(trail.versions());
    if (chosen.isEmpty()) {
      throw CommandFailure.failed(
          "the audit knows no version %s; of the model it knows %s"
              .formatted(wanted, known(selector.model(), trail)),
          null);
    }
    if (!selector.digestPrefix().isEmpty() && distinctDigests(chosen) > 1) {
      throw CommandFailure.usage(
          "%s names more than one version, give more of the digest: %s"
              .formatted(wanted, text(chosen)));
    }
    return chosen;
  }

  private static long distinctDigests(List<ModelVersion> versions) {
    return versions.stream().map(ModelVersion::digest).distinct().count();
  }

  private static String known(String model, AuditTrail trail) {
    String known = text(trail.versions().stream().filter(v -> v.model().equals(model)).toList());
    return known.isEmpty() ? "none" : known;
  }

  private static String text(List<ModelVersion> versions) {
    return versions.stream()
        .map(version -> version.display() + " " + version.digest())
        .collect(Collectors.joining(", "));
  }

  private void print(Affected affected) {
    out().printf("%s  %s%n", affected.version().display(), affected.version().digest());
    if (affected.spans().isEmpty()) {
      out().println("It made nothing: no span names it.");
      return;
    }
    TextTable table =
        new TextTable("TOPIC", "PARTITION", "FIRST", "LAST", "RESULTS", "DEAD LETTERS", "INSTANCE");
    for (SpanView view : affected.spans()) {
      table.row(
          view.span().first().topic(),
          String.valueOf(view.span().first().partition()),
          String.valueOf(view.span().first().offset()),
          String.valueOf(view.span().lastOffset()),
          String.valueOf(view.span().counts().results()),
          String.valueOf(view.span().counts().deadLetters()),
          view.instance());
    }
    table.print(out());
    out()
        .printf(
            "%d spans, %d results, %d dead letters%s%n",
            affected.spans().size(),
            affected.totals().results(),
            affected.totals().deadLetters(),
            affected.mayOverlap()
                ? "; at least once: a record can be counted twice, drop duplicates by resultId"
                : "");
  }

  private static ObjectNode json(Affected affected) {
    ObjectNode json = object();
    json.put("model", affected.version().model()).put("version", affected.version().version());
    json.put("digest", affected.version().digest());
    json.put("results", affected.totals().results());
    json.put("deadLetters", affected.totals().deadLetters());
    json.put("deletions", affected.totals().deletions());
    json.put("mayOverlap", affected.mayOverlap());
    ArrayNode spans = json.putArray("spans");
    affected.spans().forEach(view -> WhyJson.span(spans.addObject(), view));
    return json;
  }
}
