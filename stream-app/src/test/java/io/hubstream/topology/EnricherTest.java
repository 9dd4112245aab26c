package io.hubstream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.batching.BatchMetrics;
import io.hubstream.batching.BatchPolicy;
import io.hubstream.batching.BatchScheduler;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.ContentItem;
import io.hubstream.content.Outcome;
import io.hubstream.content.Payload;
import io.hubstream.decoding.DocumentLimits;
import io.hubstream.decoding.TextExtractor;
import io.hubstream.decoding.TikaTextExtractor;
import io.hubstream.payload.FilePayloadSource;
import io.hubstream.payload.PayloadLimits;
import io.hubstream.routing.Route;
import io.hubstream.routing.RoutePlan;
import io.hubstream.testing.FakeServable;
import io.hubstream.testing.Versions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EnricherTest {
  private static final Duration DRAIN = Duration.ofSeconds(5);

  private final LinkedBlockingQueue<Runnable> pool = new LinkedBlockingQueue<>();
  private final AtomicInteger decoded = new AtomicInteger();
  private final BatchScheduler scheduler =
      new BatchScheduler(
          new BatchPolicy(List.of(1), Duration.ofMillis(1)), 1, DRAIN, BatchMetrics.NONE);

  @AfterEach
  void close() {
    scheduler.close();
  }

  @Test
  void shouldNotDecodeARecordThatWasGivenUp() {
    // Given
    Enricher enricher = enricher(new CountingTexts());
    CompletableFuture<Outcome> outcome = enrich(enricher, text(), () -> false);

    // When
    pool.remove().run();

    // Then
    assertThat(outcome).isCompletedExceptionally();
    assertThat(decoded).hasValue(0);
  }

  @Test
  void shouldEnrichARecordThatIsWaitedFor() throws Exception {
    // Given
    Enricher enricher = enricher(new CountingTexts());
    CompletableFuture<Outcome> outcome = enrich(enricher, text(), () -> true);

    // When
    pool.remove().run();

    // Then
    assertThat(outcome.get(20, TimeUnit.SECONDS)).isInstanceOf(Outcome.Enriched.class);
  }

  @Test
  void shouldFailTheTaskAndNotBlameTheRecordWhenTheParserIsClosed() {
    // Given
    TikaTextExtractor closed = new TikaTextExtractor(DocumentLimits.DEFAULT);
    closed.close();
    CompletableFuture<Outcome> outcome =
        enrich(enricher(closed), item("application/pdf"), () -> true);

    // When
    pool.remove().run();

    // Then
    assertThatThrownBy(outcome::join).hasCauseInstanceOf(TaskFailedException.class);
  }

  private static CompletableFuture<Outcome> enrich(
      Enricher enricher, ContentItem item, BooleanSupplier wanted) {
    Handover handover = enricher.handover();
    CompletableFuture<Outcome> outcome = enricher.enrich(item, plan(), wanted, handover);
    handover.flush();
    return outcome;
  }

  private Enricher enricher(TextExtractor texts) {
    return new Enricher(
        new ContentDecoder(
            new FilePayloadSource(List.of(), new PayloadLimits(1_000)),
            (mediaType, bytes, wanted) -> List.of(),
            texts,
            10,
            EnrichmentMetrics.NONE),
        scheduler,
        pool::add,
        new ParserGate(1, Duration.ofSeconds(1), DRAIN),
        new ResultSettings(1, false, 10));
  }

  private static RoutePlan plan() {
    return new RoutePlan(
        Route.DEFAULT, List.of(new FakeServable(Versions.textSpec(Versions.version("a", 1)))));
  }

  private static ContentItem text() {
    return item("text/plain");
  }

  private static ContentItem item(String mediaType) {
    return new ContentItem(
        "c1",
        Optional.empty(),
        mediaType,
        new Payload.Inline(ByteBuffer.wrap(new byte[] {'a'})),
        Optional.empty(),
        Map.of(),
        Instant.EPOCH);
  }

  private final class CountingTexts implements TextExtractor {
    @Override
    public String extract(String mediaType, ByteBuffer bytes, Optional<String> fileName)
        throws BadRecordException {
      decoded.incrementAndGet();
      return "a text";
    }

    @Override
    public void close() {}
  }
}
