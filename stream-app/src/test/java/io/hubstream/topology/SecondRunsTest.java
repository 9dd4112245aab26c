package io.hubstream.topology;

import static io.hubstream.testing.Versions.textSpec;
import static io.hubstream.testing.Versions.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.batching.BatchMetrics;
import io.hubstream.batching.BatchPolicy;
import io.hubstream.batching.BatchScheduler;
import io.hubstream.content.ContentItem;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Outcome;
import io.hubstream.content.Payload;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Stage;
import io.hubstream.content.Timings;
import io.hubstream.decoding.TextExtractor;
import io.hubstream.payload.FilePayloadSource;
import io.hubstream.payload.PayloadLimits;
import io.hubstream.records.ContentEvents;
import io.hubstream.routing.Router;
import io.hubstream.serving.ServingPausedException;
import io.hubstream.serving.ServingSet;
import io.hubstream.serving.ServingSource;
import io.hubstream.testing.FakeServable;
import io.hubstream.topology.hook.RecordScope;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a bad version spoilt is run again on what serves instead, and everything behind it too. */
@Timeout(30)
class SecondRunsTest {
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final ModelVersion GOOD = version("language", 1);
  private static final ModelVersion BAD = version("language", 2);

  private final BatchScheduler scheduler =
      new BatchScheduler(
          new BatchPolicy(List.of(1, 4), Duration.ofMillis(1)), 1, DRAIN, BatchMetrics.NONE);
  private final FakeServable good = new FakeServable(textSpec(GOOD));
  private final AtomicInteger released = new AtomicInteger();
  private final ServingSet goodSet =
      new ServingSet(Map.of("language", good), 7, released::incrementAndGet);
  private final ServingSet badSet =
      new ServingSet(Map.of("language", new FakeServable(textSpec(BAD))), 6, () -> {});
  private final Serving serving = new Serving();
  private final InFlightWindow window = new InFlightWindow(1_000_000);
  private final RecordIntake intake =
      new RecordIntake(new Router(List.of()), enricher(), new WindowPace(100, DRAIN));
  private final SecondRuns secondRuns =
      new SecondRuns(serving, intake, intake.enricher().handover(), Duration.ofMillis(50));

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void shouldRunTheSpoiltRecordAndThoseBehindItAgainAndLeaveTheOthers() throws Exception {
    // Given
    InFlightWindow.Entry fine = entry(0, badSet, CompletableFuture.completedFuture(result(BAD)));
    window.add(fine);
    window.add(entry(1, badSet, CompletableFuture.completedFuture(spoilt())));
    window.add(entry(2, badSet, CompletableFuture.completedFuture(result(BAD))));
    window.add(entry(3, badSet, new CompletableFuture<>()));
    InFlightWindow.Entry later = entry(4, goodSet, new CompletableFuture<>());
    window.add(later);

    // When
    boolean first = secondRuns.begin(window);
    assertThat(window.head()).isSameAs(fine);
    window.removeHead();
    boolean second = secondRuns.begin(window);

    // Then
    assertThat(first).isFalse();
    assertThat(second).isTrue();
    for (int offset = 1; offset <= 3; offset++) {
      InFlightWindow.Entry again = window.head();
      assertThat(again.position().offset()).isEqualTo(offset);
      assertThat(again.set()).isSameAs(goodSet);
      assertThat(stamp(again)).isEqualTo(GOOD);
      window.removeHead();
    }
    assertThat(window.head()).isSameAs(later);
    assertThat(window.records()).isEqualTo(1);
    goodSet.release();
    assertThat(released).as("every lease was given back").hasValue(1);
  }

  @Test
  void shouldKeepWhatNoModelHasTouchedAndCountItAsTheNewSets() {
    // Given
    Outcome malformed =
        new Outcome.DeadLettered(
            FailureKind.MALFORMED_EVENT, Stage.INTAKE, "no avro", Optional.empty());
    window.add(entry(0, badSet, CompletableFuture.completedFuture(spoilt())));
    window.add(entry(1, badSet, CompletableFuture.completedFuture(new Outcome.Deleted())));
    window.add(entry(2, badSet, CompletableFuture.completedFuture(malformed)));

    // When
    boolean begun = secondRuns.begin(window);

    // Then
    assertThat(begun).isTrue();
    window.removeHead();
    assertThat(window.head().future().join()).isInstanceOf(Outcome.Deleted.class);
    assertThat(window.head().set()).isSameAs(goodSet);
    window.removeHead();
    assertThat(window.head().future().join()).isSameAs(malformed);
    assertThat(window.head().set()).isSameAs(goodSet);
  }

  @Test
  void shouldRunARecordAgainWhenTheBadVersionFailedOnItOrItsDevice() throws Exception {
    // Given
    Outcome refused =
        new Outcome.DeadLettered(
            FailureKind.MODEL_INPUT, Stage.INFERENCE, "no such row", Optional.empty());
    for (CompletableFuture<Outcome> future :
        List.of(
            CompletableFuture.completedFuture(refused),
            CompletableFuture.<Outcome>failedFuture(new IllegalStateException("device")))) {
      window.add(entry(0, badSet, future));

      // When
      boolean begun = secondRuns.begin(window);

      // Then
      assertThat(begun).isTrue();
      assertThat(stamp(window.head())).isEqualTo(GOOD);
      window.removeHead();
    }
  }

  @Test
  void shouldLeaveTheOutcomeAsItIsWhenNothingServesInstead() {
    // Given
    serving.instead = Optional.empty();
    InFlightWindow.Entry spoilt = entry(0, badSet, CompletableFuture.completedFuture(spoilt()));
    window.add(spoilt);

    // When
    boolean begun = secondRuns.begin(window);

    // Then
    assertThat(begun).isFalse();
    assertThat(window.head()).isSameAs(spoilt);
  }

  @Test
  void shouldLeaveTheOutcomeAsItIsWhenNoVersionWasFoundBad() {
    // Given
    serving.bad = Optional.empty();
    window.add(entry(0, badSet, CompletableFuture.completedFuture(spoilt())));

    // When
    boolean begun = secondRuns.begin(window);

    // Then
    assertThat(begun).isFalse();
  }

  @Test
  void shouldGiveTheRecordsBackWhenNothingServesInsteadYet() {
    // Given
    serving.undecided = true;
    window.add(entry(0, badSet, CompletableFuture.completedFuture(spoilt())));

    // When, Then
    assertThatThrownBy(() -> secondRuns.begin(window))
        .isInstanceOf(TaskFailedException.class)
        .hasCauseInstanceOf(ServingPausedException.class);
  }

  private static ModelVersion stamp(InFlightWindow.Entry entry) throws Exception {
    Outcome outcome = entry.future().get(20, TimeUnit.SECONDS);
    assertThat(outcome).isInstanceOf(Outcome.Enriched.class);
    return ((Outcome.Enriched) outcome).results().get(0).version();
  }

  private static InFlightWindow.Entry entry(
      int offset, ServingSet set, CompletableFuture<Outcome> future) {
    Record<byte[], byte[]> record =
        new Record<>(new byte[] {1}, ContentEvents.write(item(offset)), 0);
    return new InFlightWindow.Entry(
        record,
        new RecordScope.Captured() {},
        new SourcePosition("content", 0, offset),
        set,
        future,
        10);
  }

  private static ContentItem item(int number) {
    return new ContentItem(
        "item-" + number,
        Optional.empty(),
        "text/plain",
        new Payload.Inline(ByteBuffer.wrap(new byte[] {'a'})),
        Optional.empty(),
        Map.of(),
        Instant.EPOCH);
  }

  private static Outcome spoilt() {
    return enriched(new ModelResult.Failed(BAD, FailureKind.MODEL_OUTPUT, "NaN"));
  }

  private static Outcome result(ModelVersion version) {
    return enriched(
        new ModelResult.Ok(
            version,
            Optional.empty(),
            List.of(),
            1,
            List.of(),
            "id",
            new io.hubstream.content.Execution(1, 1, "cpu", 1)));
  }

  private static Outcome enriched(ModelResult result) {
    return new Outcome.Enriched(
        item(0), "0".repeat(64), "default", List.of(result), new Timings(0, 0, 0, 0));
  }

  private Enricher enricher() {
    return new Enricher(
        new ContentDecoder(
            new FilePayloadSource(List.of(), new PayloadLimits(1_000)),
            (mediaType, bytes, wanted) -> List.of(),
            new SameText(),
            10,
            EnrichmentMetrics.NONE),
        scheduler,
        Runnable::run,
        new ParserGate(1, Duration.ofSeconds(1), DRAIN),
        new ResultSettings(1, false, 10));
  }

  private final class Serving implements ServingSource {
    private Optional<ModelVersion> bad = Optional.of(BAD);
    private Optional<ServingSet> instead = Optional.of(goodSet);
    private boolean undecided;

    @Override
    public ServingSet lease() {
      return goodSet;
    }

    @Override
    public boolean awaitCaughtUp(Duration limit) {
      return true;
    }

    @Override
    public Optional<String> behind() {
      return Optional.empty();
    }

    @Override
    public void reportRegressed(String topic, int partition, String reason) {}

    @Override
    public Optional<ModelVersion> condemned(ServingSet set) {
      return bad.filter(set.versions()::contains);
    }

    @Override
    public Optional<ServingSet> leaseInstead(ModelVersion condemned, Duration limit) {
      if (undecided) {
        throw new ServingPausedException("not yet");
      }
      return instead.filter(ServingSet::tryRetain);
    }
  }

  private static final class SameText implements TextExtractor {
    @Override
    public String extract(String mediaType, ByteBuffer bytes, Optional<String> fileName) {
      return "a text";
    }

    @Override
    public void close() {}
  }
}
