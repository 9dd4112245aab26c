package io.hubstream.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.content.SourcePosition;
import io.hubstream.verify.CommittedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Archivers on a real broker, that fail at every step, meet each other, and come too late. */
@Timeout(60)
class ArchiverIT {
  private static final int SMALL = 6_000;

  private static EmbeddedBroker broker;

  @TempDir static Path brokerDir;
  @TempDir Path dir;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.start(brokerDir);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  /** Where a store fails. */
  private enum Step {
    BEFORE_PUT,
    AFTER_PUT,
    HALF_WRITTEN
  }

  /** A store that fails where it is told to. */
  private static final class Failing extends ForwardingStore {
    private final Step step;
    private final AtomicInteger puts = new AtomicInteger();
    private final int last;

    /**
     * @param last number of the put that fails, and all behind it
     */
    Failing(ArchiveStore store, Step step, int last) {
      super(store);
      this.step = step;
      this.last = last;
    }

    @Override
    public boolean put(String name, byte[] bytes) throws IOException {
      if (puts.incrementAndGet() < last) {
        return super.put(name, bytes);
      }
      if (step == Step.AFTER_PUT) {
        super.put(name, bytes);
      } else if (step == Step.HALF_WRITTEN) {
        Path partial = Path.of(place(), ".partial", "cut");
        Files.createDirectories(partial.getParent());
        Files.write(partial, Arrays.copyOf(bytes, bytes.length / 2));
        FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
        Files.setLastModifiedTime(partial, longAgo);
      }
      throw new IOException("killed at " + step);
    }
  }

  private Path root() {
    return dir.resolve("archive");
  }

  private ArchiveStore store() {
    return new FolderStore(root());
  }

  private static Archiver archiver(
      AuditTopic topic, AuditSource source, ArchiveStore store, ArchiveListener listener)
      throws InterruptedException {
    return Archiver.of(
        source,
        Origin.of(topic.admin(), topic.name()),
        store,
        new ArchiveLimits(SMALL, Duration.ofMinutes(5)),
        "test",
        listener,
        ArchiveMetrics.NONE);
  }

  private static void catchUp(AuditTopic topic, ArchiveStore store) throws Exception {
    try (AuditSource source = topic.source()) {
      archiver(topic, source, store, ArchiveListener.NONE).catchUp();
    }
  }

  private static List<SourcePosition> committed(AuditTopic topic) {
    List<SourcePosition> positions = new ArrayList<>();
    try (CommittedReader reader =
        new CommittedReader(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      reader.read(
          topic.name(),
          Duration.ofSeconds(10),
          record ->
              positions.add(
                  new SourcePosition(record.topic(), record.partition(), record.offset())));
    }
    return positions;
  }

  /** What is archived, by a check that finds nothing. */
  private List<SourcePosition> archived() throws IOException {
    List<SourcePosition> positions = new ArrayList<>();
    ArchiveReport report =
        new ArchiveVerifier(
                store(),
                new Anchors(List.of(), List.of()),
                new ArchiveVisitor() {
                  @Override
                  public void file(ArchiveFile file) {
                    file.records().forEach(record -> positions.add(record.position()));
                  }
                })
            .verify();
    assertThat(report.findings()).isEmpty();
    return positions;
  }

  private String newest() throws IOException {
    return store().list("").stream()
        .filter(name -> !name.endsWith("genesis.avro"))
        .reduce((earlier, later) -> later)
        .orElseThrow();
  }

  private List<Finding> compared(AuditTopic topic) throws Exception {
    try (AuditSource source = topic.source()) {
      TopicComparison comparison =
          TopicComparison.of(source, topic.admin(), topic.name() + "-archive");
      ArchiveReport report =
          new ArchiveVerifier(store(), new Anchors(List.of(), List.of()), comparison).verify();
      assertThat(report.findings()).isEmpty();
      return comparison.findings();
    }
  }

  @Test
  void shouldArchiveEachCommittedRecordOnceWhenItFailsAtEveryStep() throws Exception {
    try (AuditTopic topic = AuditTopic.create(broker, 3)) {
      // Given
      topic.write(600);

      // When: it fails before, after and in the middle of each of the first puts
      for (Step step : Step.values()) {
        for (int last = 1; last <= 3; last += 2) {
          ArchiveStore failing = new Failing(store(), step, last);
          assertThatThrownBy(() -> catchUp(topic, failing))
              .isInstanceOf(IOException.class)
              .hasMessage("killed at " + step);
        }
      }
      catchUp(topic, store());
      topic.write(40);
      catchUp(topic, store());

      // Then
      assertThat(archived()).containsExactlyInAnyOrderElementsOf(committed(topic)).hasSize(640);
      assertThat(compared(topic)).isEmpty();
      try (var left = Files.list(root().resolve(".partial"))) {
        assertThat(left).as("what a killed archiver left").isEmpty();
      }
    }
  }

  @Test
  void shouldNotForkTheChainWhenTwoArchiveAtOnce() throws Exception {
    try (AuditTopic topic = AuditTopic.create(broker, 2)) {
      // Given
      topic.write(800);
      CyclicBarrier together = new CyclicBarrier(2);

      // When
      List<CompletableFuture<Void>> both = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        both.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    together.await();
                    catchUp(topic, store());
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                }));
      }
      for (CompletableFuture<Void> one : both) {
        one.get(50, TimeUnit.SECONDS);
      }

      // Then
      assertThat(archived()).containsExactlyInAnyOrderElementsOf(committed(topic)).hasSize(800);
    }
  }

  @Test
  void shouldGoOnByItselfWhenTheStoreWasDown() throws Exception {
    try (AuditTopic topic = AuditTopic.create(broker, 1)) {
      // Given
      topic.write(100);
      AtomicInteger puts = new AtomicInteger();
      CountDownLatch written = new CountDownLatch(1);
      ArchiveStore down =
          new ForwardingStore(store()) {
            @Override
            public boolean put(String name, byte[] bytes) throws IOException {
              if (puts.incrementAndGet() == 2) {
                throw new IOException("the store is down");
              }
              return super.put(name, bytes);
            }
          };
      List<String> waited = new ArrayList<>();
      ArchiveListener listener =
          new ArchiveListener() {
            @Override
            public void waiting(String reason, Duration pause) {
              waited.add(reason);
            }

            @Override
            public void written(String name, FileHeader header, String digest, int bytes) {
              written.countDown();
            }
          };

      // When
      try (AuditSource source = topic.source()) {
        Archiver archiver = archiver(topic, source, down, listener);
        CompletableFuture<Void> stopper =
            CompletableFuture.runAsync(
                () -> {
                  try {
                    written.await(30, TimeUnit.SECONDS);
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  archiver.stop();
                });
        archiver.run();
        stopper.get(5, TimeUnit.SECONDS);
      }
      catchUp(topic, store());

      // Then
      assertThat(waited).containsExactly("the store is down");
      assertThat(archived()).containsExactlyElementsOf(committed(topic)).hasSize(100);
    }
  }

  @Test
  void shouldSayWhatIsLostWhenRetentionWasFaster() throws Exception {
    try (AuditTopic topic = AuditTopic.create(broker, 1)) {
      // Given
      topic.write(40);
      catchUp(topic, store());
      topic.write(80);
      long begin = committed(topic).get(60).offset();

      // When
      topic.deleteBefore(0, begin);
      catchUp(topic, store());

      // Then
      ArchiveReport report =
          new ArchiveVerifier(store(), new Anchors(List.of(), List.of()), ArchiveVisitor.NONE)
              .verify();
      assertThat(report.findings()).isEmpty();
      assertThat(report.lost()).singleElement().asString().contains("-" + (begin - 1));
      assertThat(archived()).hasSize(40 + 60);
      assertThat(compared(topic)).isEmpty();
    }
  }

  @Test
  void shouldNotBeginAnewUnaskedWhenTheArchiveThatWasNotedIsNotThere() throws Exception {
    try (AuditTopic topic = AuditTopic.create(broker, 2);
        AuditSource source = topic.source()) {
      // Given
      topic.write(40);
      catchUp(topic, store());
      ArchiveStore empty = new FolderStore(dir.resolve("not-mounted"));

      // When, Then
      assertThatThrownBy(() -> catchUp(topic, empty))
          .isInstanceOf(ArchiveRefusedException.class)
          .hasMessageContainingAll(
              empty.place(), topic.name(), "another one than before", "--begin-anew");
      assertThat(empty.list("")).isEmpty();
      assertThat(compared(topic)).as("the note is as it was").isEmpty();
      Archiver asked = archiver(topic, source, empty, ArchiveListener.NONE);
      asked.beginAnew();
      asked.catchUp();
      assertThat(empty.list("")).isNotEmpty();
      assertThat(compared(topic)).as("the new archive was noted").isNotEmpty();
    }
  }

  @Test
  void shouldBeFoundAgainstTheTopicWhenTheNewestFilesWereRemoved() throws Exception {
    try (AuditTopic topic = AuditTopic.create(broker, 1)) {
      // Given
      topic.write(120);
      catchUp(topic, store());
      String newest = newest();

      // When: then retention takes from the topic what could be compared
      Files.delete(root().resolve(newest));
      List<Finding> whileThere = compared(topic);
      topic.deleteAll(1);
      List<Finding> afterRetention = compared(topic);

      // Then
      assertThat(whileThere).hasSize(1);
      assertThat(whileThere.get(0).what()).contains("files were removed");
      assertThat(afterRetention).isEqualTo(whileThere);
    }
  }

  @Test
  void shouldBeFoundAgainstTheTopicWhenTheChainWasMadeAnewWithoutARecord() throws Exception {
    try (AuditTopic topic = AuditTopic.create(broker, 1)) {
      // Given
      topic.write(8);
      catchUp(topic, store());
      String only = newest();
      ArchiveFile file = ArchiveFile.read(Files.readAllBytes(root().resolve(only)));

      // When
      FileHeader.Extent extent = file.header().extent();
      Files.write(
          root().resolve(only),
          ArchiveFile.write(
              BuiltArchive.with(file.header(), new FileHeader.Extent(0, extent.to(), 7, List.of())),
              file.records().subList(1, 8)));

      // Then
      assertThat(compared(topic))
          .extracting(Finding::what)
          .anyMatch(what -> what.startsWith("the topic holds this record"))
          .anyMatch(what -> what.contains("another file there"));
    }
  }

  @Test
  void shouldRefuseToGoOnWhenTheTopicWasMadeAgain() throws Exception {
    String name = "made-again";
    try (AuditTopic topic = AuditTopic.create(broker, name, 1)) {
      topic.write(20);
      catchUp(topic, store());
      topic.admin().deleteTopics(List.of(name)).all().get();
    }
    try (AuditTopic again = AuditTopic.create(broker, name, 1)) {
      // Given
      again.write(30);

      // When, Then
      assertThatThrownBy(() -> catchUp(again, store()))
          .isInstanceOf(ArchiveRefusedException.class)
          .hasMessageContaining("another topic of the name " + name);
      assertThat(compared(again))
          .singleElement()
          .asString()
          .contains("the topic of this name is another one now");
    }
  }
}
