package io.hubstream.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import java.io.BufferedReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Documents that attack the parser process, and what is left of it afterwards. */
@Timeout(60)
class ParserProcessTest {

  /** Long enough for a slow machine to load the classes, short enough for the hanging cases. */
  private static final Duration SHORT = Duration.ofSeconds(5);

  private static TikaTextExtractor shared;

  private final List<TikaTextExtractor> own = new ArrayList<>();

  @BeforeAll
  static void open() {
    shared = PoisonParser.extractor(limits(SHORT, 1, 500));
  }

  @AfterAll
  static void closeShared() {
    shared.close();
  }

  @AfterEach
  void closeOwn() {
    own.forEach(TikaTextExtractor::close);
  }

  @Test
  void shouldEndAndReplaceTheProcessWhenADocumentHangs() throws Exception {
    // Given
    assertThat(extract(shared, "echo")).isEqualTo("echo");
    List<Long> before = shared.processes();

    // When
    BadRecordException failure = failureOf(shared, "hang");

    // Then
    assertThat(failure.kind()).isEqualTo(FailureKind.PARSER_FAILED);
    assertThat(failure).hasMessageContaining("timeout").hasMessageContaining("5000 ms");
    awaitGone(before);
    assertThat(extract(shared, "echo")).isEqualTo("echo");
  }

  @Test
  void shouldSayOutOfMemoryWhenADocumentFillsTheHeap() throws Exception {
    BadRecordException failure = failureOf(shared, "memory");

    assertThat(failure.kind()).isEqualTo(FailureKind.PARSER_FAILED);
    assertThat(failure).hasMessageContaining("out of memory").hasMessageContaining("64 MB");
    assertThat(extract(shared, "echo")).isEqualTo("echo");
  }

  @Test
  void shouldSayCrashWhenADocumentEndsTheProcess() throws Exception {
    BadRecordException failure = failureOf(shared, "exit");

    assertThat(failure.kind()).isEqualTo(FailureKind.PARSER_FAILED);
    assertThat(failure).hasMessageContaining("crash").hasMessageContaining("exit code 1");
    assertThat(extract(shared, "echo")).isEqualTo("echo");
  }

  @Test
  void shouldEndTheProcessWhenItAnswersWithGarbage() throws Exception {
    BadRecordException failure = failureOf(shared, "garbage");

    assertThat(failure.kind()).isEqualTo(FailureKind.PARSER_FAILED);
    assertThat(failure).hasMessageContaining("garbage");
    assertThat(extract(shared, "echo")).isEqualTo("echo");
  }

  @Test
  void shouldNotBeConfusedWhenAParserPrintsToTheStandardOutput() throws Exception {
    assertThat(extract(shared, "noise")).isEqualTo("after much noise");
  }

  @Test
  void shouldFailTheDocumentOnlyWhenItOverflowsTheStack() throws Exception {
    // Given
    extract(shared, "echo");
    List<Long> before = shared.processes();

    // When
    BadRecordException failure = failureOf(shared, "stack");

    // Then
    assertThat(failure.kind()).isEqualTo(FailureKind.PARSER_FAILED);
    assertThat(failure).hasMessageContaining("StackOverflowError");
    assertThat(shared.processes()).isEqualTo(before);
  }

  @Test
  void shouldKeepTheEnvironmentFromTheParser() throws Exception {
    assertThat(System.getenv()).containsKey("PATH");
    assertThat(extract(shared, "environment"))
        .startsWith("environment")
        .doesNotContainPattern("\\bPATH\\b");
  }

  @Test
  void shouldGiveTheDocumentAFreshProcessWhenTheOldOneWasKilledFromOutside() throws Exception {
    // Given
    TikaTextExtractor extractor = own(limits(SHORT, 1, 500));
    extract(extractor, "echo");
    List<Long> before = extractor.processes();

    // When
    before.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));

    // Then
    assertThat(extract(extractor, "echo")).isEqualTo("echo");
    assertThat(extractor.processes()).hasSize(1).doesNotContainAnyElementsOf(before);
  }

  @Test
  void shouldReplaceTheProcessAfterItsShareOfDocuments() throws Exception {
    TikaTextExtractor extractor = own(limits(SHORT, 1, 2));

    extract(extractor, "echo");
    List<Long> first = extractor.processes();
    extract(extractor, "echo");

    assertThat(extractor.processes()).isEmpty();
    awaitGone(first);
    assertThat(extract(extractor, "echo")).isEqualTo("echo");
  }

  @Test
  void shouldStartNoMoreProcessesThanWorkersWhenManyCall() throws Exception {
    // Given
    TikaTextExtractor extractor = own(limits(Duration.ofSeconds(20), 2, 500));
    assertThat(extractor.processes()).isEmpty();

    // When
    List<CompletableFuture<String>> texts =
        Stream.generate(() -> async(() -> extract(extractor, "echo"))).limit(6).toList();

    // Then
    assertThat(texts).allSatisfy(text -> assertThat(text.get()).isEqualTo("echo"));
    assertThat(extractor.processes()).hasSizeBetween(1, 2);
  }

  @Test
  void shouldEndAllProcessesAndBlameNoRecordWhenClosedDuringADocument() throws Exception {
    // Given
    TikaTextExtractor extractor = own(limits(Duration.ofMinutes(1), 1, 500));
    CompletableFuture<String> hanging = async(() -> extract(extractor, "hang"));
    List<Long> processes = awaitProcesses(extractor);

    // When
    extractor.close();

    // Then
    awaitGone(processes);
    assertThatThrownBy(hanging::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> extract(extractor, "echo")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldEndTheProcessWhenTheCallerIsInterrupted() throws Exception {
    // Given
    TikaTextExtractor extractor = own(limits(Duration.ofMinutes(1), 1, 500));
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                extract(extractor, "hang");
              } catch (Exception e) {
                thrown.set(e);
              }
            });
    caller.start();
    List<Long> processes = awaitProcesses(extractor);

    // When
    caller.interrupt();

    // Then
    caller.join(10_000);
    assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    awaitGone(processes);
  }

  @Test
  void shouldEndTheProcessesWhenTheParentIsKilled() throws Exception {
    // Given
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ParserParent.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out = parent.inputReader(StandardCharsets.UTF_8);
    List<Long> children = Stream.of(out.readLine().trim().split(" ")).map(Long::parseLong).toList();
    assertThat(children).hasSize(2).allMatch(pid -> ProcessHandle.of(pid).isPresent());

    // When
    parent.destroyForcibly().waitFor();

    // Then
    awaitGone(children);
  }

  private TikaTextExtractor own(DocumentLimits limits) {
    TikaTextExtractor extractor = PoisonParser.extractor(limits);
    own.add(extractor);
    return extractor;
  }

  private static DocumentLimits limits(Duration timeout, int workers, int documents) {
    return new DocumentLimits(1 << 20, 100_000, timeout, 64, workers, documents);
  }

  private static String extract(TikaTextExtractor extractor, String poison) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(poison.getBytes(StandardCharsets.UTF_8));
    return extractor.extract(PoisonParser.type(poison), bytes, Optional.empty());
  }

  private static BadRecordException failureOf(TikaTextExtractor extractor, String poison) {
    return catchThrowableOfType(BadRecordException.class, () -> extract(extractor, poison));
  }

  private static CompletableFuture<String> async(Callable<String> call) {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(call.call());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            });
    thread.start();
    return result;
  }

  private static List<Long> awaitProcesses(TikaTextExtractor extractor) throws Exception {
    while (extractor.processes().isEmpty()) {
      Thread.sleep(10);
    }
    Thread.sleep(300);
    return extractor.processes();
  }

  private static void awaitGone(List<Long> processes) throws Exception {
    assertThat(processes).isNotEmpty();
    for (long pid : processes) {
      Optional<ProcessHandle> handle = ProcessHandle.of(pid);
      if (handle.isPresent()) {
        handle.get().onExit().get(10, TimeUnit.SECONDS);
      }
    }
  }
}
