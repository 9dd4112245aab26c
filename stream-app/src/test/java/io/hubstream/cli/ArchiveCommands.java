package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.archive.Anchors;
import io.hubstream.archive.ArchiveReport;
import io.hubstream.archive.ArchiveStore;
import io.hubstream.archive.ArchiveVerifier;
import io.hubstream.archive.ArchiveVisitor;
import io.hubstream.archive.AuditTopic;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/** Runs the commands of the archive, in this process and in ones of their own. */
final class ArchiveCommands {
  static final Duration LIMIT = Duration.ofSeconds(40);

  private final String brokers;
  private final Path output;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /**
   * @param output what processes of their own write
   */
  ArchiveCommands(String brokers, Path output) {
    this.brokers = brokers;
    this.output = output;
  }

  List<String> archive(AuditTopic topic, String to, String... more) {
    return Stream.concat(
            Stream.of(
                "audit",
                "archive",
                "--to",
                to,
                "-b",
                brokers,
                "--set",
                "topics.audit=" + topic.name()),
            Stream.of(more))
        .toList();
  }

  List<String> verify(AuditTopic topic, String from, String... more) {
    List<String> arguments = new ArrayList<>(archive(topic, from, more));
    arguments.set(1, "verify");
    arguments.set(2, "--from");
    return arguments;
  }

  int run(List<String> arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(
        new PrintWriter(out, true), new PrintWriter(err, true), arguments.toArray(String[]::new));
  }

  JsonNode json(int code, List<String> arguments) throws IOException {
    assertThat(run(arguments)).as("%s%s", out, err).isEqualTo(code);
    return new ObjectMapper().readTree(out.toString());
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  String said() {
    return out.toString() + err;
  }

  /** Starts a command in a process of its own. */
  CommandProcess start(Map<String, String> environment, List<String> arguments) throws IOException {
    return CommandProcess.start(output, environment, arguments);
  }

  /** Kills an archiver as soon as there are so many files more. */
  void killAfter(
      int more, IntSupplier files, Map<String, String> environment, List<String> arguments)
      throws Exception {
    int before = files.getAsInt();
    try (CommandProcess archiver = start(environment, arguments)) {
      await("files of the archive", () -> !archiver.isAlive() || files.getAsInt() >= before + more);
      assertThat(archiver.isAlive()).as(archiver.text()).isTrue();
      archiver.kill();
    }
  }

  static void await(String what, BooleanSupplier holds) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + LIMIT + ": " + what);
      }
      Thread.sleep(2);
    }
  }

  /** How many files are below a folder. */
  static int files(Path archive) {
    if (!Files.isDirectory(archive)) {
      return 0;
    }
    try (Stream<Path> files = Files.walk(archive)) {
      return (int) files.filter(file -> file.toString().endsWith(".avro")).count();
    } catch (IOException | UncheckedIOException e) {
      return 0; // It changes while it is looked at.
    }
  }

  /** Checks an archive against itself. */
  static ArchiveReport check(ArchiveStore store) throws IOException {
    return new ArchiveVerifier(store, new Anchors(List.of(), List.of()), ArchiveVisitor.NONE)
        .verify();
  }

  /** What is served at an address. */
  static String get(URI uri) {
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
