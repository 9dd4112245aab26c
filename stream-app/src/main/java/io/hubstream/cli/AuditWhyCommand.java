package io.hubstream.cli;

import io.hubstream.audit.AuditTrail;
import io.hubstream.audit.Evidence;
import io.hubstream.audit.Explanation;
import io.hubstream.audit.PositionText;
import io.hubstream.audit.Why;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.TopicNames;
import io.hubstream.content.SourcePosition;
import io.hubstream.verify.EvidenceReader;
import io.hubstream.verify.ReadRange;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hubstream audit why}. */
@Command(
    name = "why",
    description = {
      "Says which model versions made a result, who asked for them and approved them, from which"
          + " artifact and lineage, on which environment; and whether the topics agree about it.",
      ""
    },
    footer = {
      "",
      "WHAT is one of",
      "  a source record        hubstream.content-3@1207, hubstream.content:3:1207",
      "  a result id            hubstream.content-3-1207",
      "  a place in the enriched topic or among the dead letters, in any of these forms",
      "  a content id           everything else; its last result is explained, earlier ones are listed",
      "",
      "Examples:",
      "  hubstream audit why hubstream.content-3-1207 -c service.properties",
      "  hubstream audit why picture-17.jpg --since 2026-11-27T00:00:00Z -b localhost:9092",
      "  hubstream audit why hubstream.enriched-3@1190 -c service.properties --json",
      "  hubstream audit why hubstream.content-3-1207 --archive /srv/audit",
      "",
      "Exit codes: 0 explained, and all topics agree; 1 not found, or they disagree;",
      "2 wrong usage or settings."
    })
final class AuditWhyCommand extends BaseCommand {
  private static final String NOTHING_ELSE = "Read the archive alone";

  @Parameters(paramLabel = "WHAT", description = "A position, a result id or a content id.")
  private String what = "";

  @Option(
      names = "--content-id",
      description = "Take WHAT for a content id, whatever it looks like.")
  private boolean isContentId;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "With a content id: look at records from this time on (ISO, UTC). Default: all.")
  private Optional<Instant> since = Optional.empty();

  @Mixin private ArchiveOptions places = new ArchiveOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    HubstreamConfig config = places.load();
    if (places.isOffline()) {
      return explain(offline(), places.trail(config), List.of(), NOTHING_ELSE);
    }
    try (EvidenceReader reader = AuditTopics.reader(config)) {
      List<SourcePosition> sources = sources(reader, config.topics());
      if (sources.isEmpty()) {
        throw CommandFailure.failed(nothingFound(reader.ranges()), null);
      }
      SourcePosition last = sources.get(sources.size() - 1);
      return explain(
          reader.evidence(last, AuditTopics.registry(config)),
          places.trail(config, reader),
          sources.subList(0, sources.size() - 1),
          "Read " + text(reader.ranges()));
    } catch (IllegalStateException e) {
      throw CommandFailure.failed(String.valueOf(e.getMessage()), e);
    }
  }

  /** Without the topics nothing is known of a record but its position. */
  private Evidence offline() {
    SourcePosition position =
        (isContentId ? Optional.<SourcePosition>empty() : PositionText.parse(what))
            .orElseThrow(
                () ->
                    CommandFailure.usage(
                        "an archive knows positions, not contents: give a source record such as hubstream.content-3@1207, or name brokers by -c or -b"));
    return new Evidence(position, Optional.empty(), Optional.empty(), false, List.of());
  }

  private int explain(
      Evidence evidence, AuditTrail trail, List<SourcePosition> earlier, String looked) {
    Explanation explanation = Why.explain(evidence, trail);
    if (explanation.outcome() == Explanation.Outcome.UNKNOWN) {
      throw CommandFailure.failed(notProcessed(evidence.position(), looked), null);
    }
    if (json) {
      out().println(compact(WhyJson.of(explanation, earlier)));
    } else {
      new WhyText(out()).print(explanation, earlier);
    }
    return explanation.holds() ? 0 : CommandFailure.FAILED;
  }

  /** The source records that are asked for, by time. */
  private List<SourcePosition> sources(EvidenceReader reader, TopicNames topics) {
    Optional<SourcePosition> position = isContentId ? Optional.empty() : PositionText.parse(what);
    if (position.isPresent()) {
      String topic = position.get().topic();
      if (topic.equals(topics.content())) {
        return List.of(position.get());
      }
      if (topic.equals(topics.enriched()) || topic.equals(topics.deadLetters())) {
        return reader.sourceOf(position.get()).stream().toList();
      }
    }
    return reader.sourcesOf(what, since);
  }

  private String nothingFound(List<ReadRange> ranges) {
    return "%s is not there: read %s. A position must name a topic of the settings; everything else counts as a content id"
        .formatted(what, text(ranges));
  }

  private static String notProcessed(SourcePosition position, String looked) {
    return "%s was not processed, or what was read no longer holds it: no span of the audit covers it, and there is neither a result nor a dead letter of it. %s"
        .formatted(position, looked);
  }

  private static String text(List<ReadRange> ranges) {
    return ranges.isEmpty()
        ? "nothing, as there is no such partition"
        : ranges.stream().map(ReadRange::toString).collect(Collectors.joining(", "));
  }
}
