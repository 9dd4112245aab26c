package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.archive.Anchors;
import io.hubstream.archive.ArchiveReport;
import io.hubstream.archive.ArchiveStore;
import io.hubstream.archive.ArchiveVerifier;
import io.hubstream.archive.ArchiveVisitor;
import io.hubstream.archive.AuditSource;
import io.hubstream.archive.Finding;
import io.hubstream.archive.Head;
import io.hubstream.archive.TopicComparison;
import io.hubstream.config.ArchiveSettings;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.service.KafkaClients;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hubstream audit verify}. */
@Command(
    name = "verify",
    description = {
      "Checks an archive of the audit: finds every file that was edited, removed, added, doubled or"
          + " moved, and prints what and where.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream audit verify --from /srv/audit",
      "  hubstream audit verify --from /srv/audit -c service.properties --json",
      "  hubstream audit verify --from /srv/audit --write-anchor heads-2026-11.txt",
      "  hubstream audit verify --from /srv/audit --anchor heads-2026-11.txt",
      "",
      "That the newest files were removed, made up and appended, or a chain written anew, shows only",
      "against something outside of the archive: heads that were noted earlier (--anchor,",
      "--expect-head), or the topic and the archiver's note at the brokers (-c or -b).",
      "",
      "Exit codes: 0 all is as it was written, 1 it is not, 2 wrong usage or settings."
    })
final class AuditVerifyCommand extends BaseCommand {
  @Option(
      names = "--from",
      paramLabel = "URI",
      description =
          "A folder, a file: URI or an address in Blob storage. Default: audit.archive.uri.")
  private Optional<String> from = Optional.empty();

  @Option(
      names = "--anchor",
      paramLabel = "FILE",
      description = "Heads that were noted earlier: every one must still be there.")
  private Optional<Path> anchor = Optional.empty();

  @Option(
      names = "--expect-head",
      paramLabel = "DIGEST",
      description = "Digest of a head that was noted earlier; can be given again.")
  private List<String> expected = new ArrayList<>();

  @Option(
      names = "--write-anchor",
      paramLabel = "FILE",
      description = "Write the heads to a new file, when nothing was found. Keep it elsewhere.")
  private Optional<Path> writeAnchor = Optional.empty();

  @Option(
      names = "--offline",
      description = "Do not compare with the topic, although brokers are named.")
  private boolean offline;

  @Mixin private BrokerOptions brokers = new BrokerOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  /** What a check came to. */
  private record Outcome(ArchiveReport report, List<Finding> findings, List<String> remarks) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    HubstreamConfig config = brokers.loadWithoutBrokers();
    ArchiveStore store = ArchiveOptions.open(config, place(config));
    Anchors anchors = anchors();
    boolean compare = brokers.given() && !offline;
    Outcome outcome = compare ? compare(config, store, anchors) : check(store, anchors);
    boolean holds = outcome.findings().isEmpty();
    if (json) {
      out().println(compact(json(store, outcome)));
    } else {
      print(store, outcome);
    }
    if (holds && writeAnchor.isPresent()) {
      write(writeAnchor.get(), outcome.report().heads());
    }
    return holds ? 0 : CommandFailure.FAILED;
  }

  private String place(HubstreamConfig config) {
    return from.or(config.models().archive()::uri)
        .orElseThrow(
            () ->
                CommandFailure.usage(
                    "which archive? Give --from URI, or set " + ArchiveSettings.URI));
  }

  private Anchors anchors() throws IOException {
    for (String digest : expected) {
      if (!digest.matches("sha256:[0-9a-f]{64}")) {
        throw CommandFailure.usage(
            "--expect-head must be sha256: and 64 of the digits 0-9a-f, not '%s'"
                .formatted(digest));
      }
    }
    List<Head> heads = anchor.isPresent() ? read(anchor.get()) : List.of();
    return new Anchors(heads, expected);
  }

  private static List<Head> read(Path file) throws IOException {
    List<Head> heads = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        heads.add(
            Head.parse(line.replaceFirst("^head ", ""))
                .orElseThrow(
                    () ->
                        CommandFailure.usage(
                            "%s: '%s' is no head: TOPIC PARTITION SEQUENCE DIGEST is wanted"
                                .formatted(file, line))));
      }
    }
    if (heads.isEmpty()) {
      throw CommandFailure.usage(file + " names no head");
    }
    return heads;
  }

  private static Outcome check(ArchiveStore store, Anchors anchors) throws IOException {
    ArchiveReport report = new ArchiveVerifier(store, anchors, ArchiveVisitor.NONE).verify();
    return new Outcome(report, report.findings(), List.of());
  }

  private static Outcome compare(HubstreamConfig config, ArchiveStore store, Anchors anchors)
      throws IOException, InterruptedException {
    String topic = config.topics().audit();
    String group = AuditArchiveCommand.group(config);
    BrokerCheck.require(config.kafka(), topic);
    try (AuditSource source = AuditSource.open(config.kafka().consumerProperties(), topic, group);
        Admin admin = new KafkaClients(config.kafka()).admin()) {
      TopicComparison comparison = TopicComparison.of(source, admin, group);
      ArchiveReport report = new ArchiveVerifier(store, anchors, comparison).verify();
      List<Finding> findings = new ArrayList<>(report.findings());
      findings.addAll(comparison.findings());
      return new Outcome(report, findings, comparison.remarks());
    } catch (IllegalStateException e) {
      throw CommandFailure.failed(String.valueOf(e.getMessage()), e);
    }
  }

  private void print(ArchiveStore store, Outcome outcome) {
    outcome.findings().forEach(finding -> out().println("FOUND " + finding));
    outcome.report().lost().forEach(lost -> out().println("lost before it was archived: " + lost));
    outcome.remarks().forEach(remark -> out().println("note: " + remark));
    outcome.report().heads().forEach(head -> out().println("head " + head));
    out()
        .printf(
            "%s: %d files, %d records, %s%n",
            store.place(),
            outcome.report().totals().files(),
            outcome.report().totals().records(),
            outcome.findings().isEmpty()
                ? "all as they were written"
                : "%d findings".formatted(outcome.findings().size()));
  }

  private static ObjectNode json(ArchiveStore store, Outcome outcome) {
    ObjectNode json = object();
    json.put("archive", store.place()).put("holds", outcome.findings().isEmpty());
    json.put("files", outcome.report().totals().files());
    json.put("records", outcome.report().totals().records());
    ArrayNode findings = json.putArray("findings");
    for (Finding finding : outcome.findings()) {
      findings
          .addObject()
          .put("kind", finding.kind().name())
          .put("place", finding.place())
          .put("what", finding.what());
    }
    ArrayNode heads = json.putArray("heads");
    for (Head head : outcome.report().heads()) {
      heads
          .addObject()
          .put("topic", head.topic())
          .put("partition", head.partition())
          .put("sequence", head.sequence())
          .put("digest", head.digest());
    }
    ArrayNode lost = json.putArray("lost");
    outcome.report().lost().forEach(lost::add);
    ArrayNode remarks = json.putArray("remarks");
    outcome.remarks().forEach(remarks::add);
    return json;
  }

  private static void write(Path file, List<Head> heads) throws IOException {
    String lines = heads.stream().map(head -> head + "\n").collect(Collectors.joining());
    try {
      Files.writeString(file, lines, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw CommandFailure.usage(
          "--write-anchor: %s is there already, and is not written over".formatted(file));
    }
  }
}
