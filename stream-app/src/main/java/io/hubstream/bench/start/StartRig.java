package io.hubstream.bench.start;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.bench.BenchSession;
import io.hubstream.bench.RunTopics;
import io.hubstream.bench.arm.Arm;
import io.hubstream.bench.arm.ArmSpec;
import io.hubstream.bench.process.CommandChild;
import io.hubstream.bench.workload.Backlog;
import io.hubstream.service.StartPhase;
import io.hubstream.verify.CommittedReader;
import io.hubstream.verify.Verification;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Starts {@code hubstream run} on a topic that waits for it, again and again, each time as a new
 * application with topics of its own. A start ends when every record is done.
 *
 * <p>Owned by one thread. Nothing to close: each process is gone when its start is over.
 */
final class StartRig {
  private static final long RECORDS = 32;
  private static final Duration RESULT_LIMIT = Duration.ofMinutes(5);
  private static final Duration END_LIMIT = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofMillis(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BenchSession session;
  private final Class<?> command;
  private final List<Verification> verifications = new ArrayList<>();
  private int starts;

  private StartRig(BenchSession session, Class<?> command) {
    this.session = session;
    this.command = command;
  }

  /**
   * Fills the topic.
   *
   * @param command main class that knows {@code run}
   */
  static StartRig over(BenchSession session, Class<?> command) throws InterruptedException {
    try (Backlog backlog = session.contentBacklog()) {
      backlog.fillTo(RECORDS, done -> {});
    }
    return new StartRig(session, command);
  }

  static long records() {
    return RECORDS;
  }

  /** What reading the topics back showed, of each start. */
  List<Verification> verifications() {
    return verifications;
  }

  /**
   * What differs from one start to the next.
   *
   * @param jvmOptions further ones
   * @param settings of the service that replace the others
   */
  record Conditions(List<String> jvmOptions, Map<String, String> settings) {
    Conditions {
      jvmOptions = List.copyOf(jvmOptions);
      settings = Map.copyOf(settings);
    }
  }

  /**
   * Starts the service once and waits until it has done every record.
   *
   * @param name for people
   */
  StartTimes start(String name, Conditions conditions) throws IOException, InterruptedException {
    String run = "%s-%d".formatted(name, starts++);
    RunTopics topics = session.topicsOf(Arm.PIPELINE, run);
    session.topics().create(topics.own(session.options().partitions()));
    Path report = session.options().work().resolve(run + ".json");
    List<String> arguments =
        List.of(
            "run",
            "--config",
            settings(run, conditions).toString(),
            "--until-caught-up",
            "--start-report",
            report.toString());
    List<String> options = new ArrayList<>(session.options().jvmOptions());
    options.addAll(conditions.jvmOptions());
    Path log = session.options().work().resolve("logs").resolve(run + ".log");
    Seen seen;
    try (CommittedReader results =
        new CommittedReader(Map.of("bootstrap.servers", session.bootstrapServers()))) {
      results.follow(List.of(topics.names().enriched()), true);
      results.poll(POLL);
      try (CommandChild child = CommandChild.start(run, command, options, arguments, log)) {
        seen = awaitFirst(child, results);
        child.awaitSuccess(END_LIMIT);
      }
    }
    verifications.add(session.verify(run, topics));
    session.topics().delete(topics.ownNames());
    return times(seen, report);
  }

  /** A first result, seen by a consumer. */
  private record Seen(Instant startedAt, Instant at, Duration cpu) {}

  private static Seen awaitFirst(CommandChild child, CommittedReader results) {
    Instant limit = child.startedAt().plus(RESULT_LIMIT);
    while (results.poll(POLL).isEmpty()) {
      child.requireAlive();
      if (Instant.now().isAfter(limit)) {
        throw child.failed("gave no result within %d s".formatted(RESULT_LIMIT.toSeconds()));
      }
    }
    return new Seen(child.startedAt(), Instant.now(), child.cpu());
  }

  private Path settings(String run, Conditions conditions) throws IOException {
    ArmSpec spec = session.spec(Arm.PIPELINE, run, "0", new ArmSpec.Timing(0, 0), RECORDS);
    Map<String, String> settings = new HashMap<>(spec.settings());
    settings.putAll(conditions.settings());
    Properties properties = new Properties();
    properties.putAll(settings);
    Path file = session.options().work().resolve(run + ".properties");
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    return file;
  }

  private static StartTimes times(Seen seen, Path report) throws IOException {
    JsonNode reached = JSON.readTree(report.toFile()).get("reached");
    Map<StartPhase, Double> seconds = new EnumMap<>(StartPhase.class);
    for (StartPhase phase : StartPhase.values()) {
      JsonNode at = reached.get(phase.field());
      if (at != null) {
        seconds.put(phase, seconds(seen.startedAt(), Instant.parse(at.asText())));
      }
    }
    return new StartTimes(
        seconds, seconds(seen.startedAt(), seen.at()), seen.cpu().toNanos() / 1e9);
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e9;
  }
}
