package io.hubstream.topology;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ChunkResult;
import io.hubstream.content.ContentItem;
import io.hubstream.content.Embedding;
import io.hubstream.content.Execution;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Outcome;
import io.hubstream.content.Payload;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Stage;
import io.hubstream.content.Timings;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.DeadLetterHeaders;
import io.hubstream.records.EnrichedRecords;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.schemas.EnrichedContent;
import io.hubstream.schemas.EnrichedContentDeserializer;
import io.hubstream.serving.ServingSet;
import io.hubstream.topology.hook.RecordScope;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** A record that passes the broker's limit would kill the task again and again. */
class OutcomeForwarderTest {
  private static final int LIMIT = 20_000;

  private final List<Record<byte[], Outbound>> forwarded = new ArrayList<>();
  private final List<String> children = new ArrayList<>();
  private final OutcomeForwarder forwarder = forwarder();

  @Test
  void shouldLeaveTheValueOutWhenItsKeyAndHeadersTakeTheDeadLetterOverTheLimit() {
    // Given
    Record<byte[], byte[]> record = new Record<>(new byte[5_000], new byte[16_000], 0);
    record.headers().add("trace", null);

    // When
    forwarder.forward(entry(record), refused());

    // Then
    assertThat(children).containsExactly(NodeNames.DEAD_LETTERS_SINK);
    assertThat(forwarded.get(0).value().value()).isNull();
    assertThat(forwarded.get(0).headers().lastHeader(DeadLetterHeaders.VALUE_OMITTED)).isNotNull();
  }

  @Test
  void shouldKeepTheValueWhenAllOfItFits() {
    // When
    forwarder.forward(entry(new Record<>(new byte[1_000], new byte[16_000], 0)), refused());

    // Then
    assertThat(forwarded.get(0).value().value()).hasSize(16_000);
  }

  @Test
  void shouldLeaveTheChunksOutAndSayItWhenTheyTakeTheResultOverTheLimit() {
    // When
    forwarder.forward(entry(new Record<>(new byte[] {1}, new byte[] {1}, 0)), enriched(50, 10));

    // Then
    assertThat(children).containsExactly(NodeNames.ENRICHED_SINK);
    Record<byte[], Outbound> result = forwarded.get(0);
    assertThat(result.value().value()).hasSizeLessThan(LIMIT);
    assertThat(new String(result.headers().lastHeader(ChunkLists.OMITTED).value(), UTF_8))
        .matches("2\\d{4}");
    EnrichedContent read =
        new EnrichedContentDeserializer().deserialize("enriched", result.value().value());
    assertThat(read.getResults().get(0).getChunks()).isNull();
    assertThat(read.getResults().get(0).getChunkCount()).isEqualTo(50);
    assertThat(read.getResults().get(0).getEmbedding().getVector()).hasSize(10);
  }

  @Test
  void shouldKeepTheChunksWhenTheyFit() {
    // When
    forwarder.forward(entry(new Record<>(new byte[] {1}, new byte[] {1}, 0)), enriched(5, 10));

    // Then
    assertThat(forwarded.get(0).headers().lastHeader(ChunkLists.OMITTED)).isNull();
    EnrichedContent read =
        new EnrichedContentDeserializer().deserialize("enriched", forwarded.get(0).value().value());
    assertThat(read.getResults().get(0).getChunks()).hasSize(5);
  }

  @Test
  void shouldDeadLetterAResultThatIsTooLargeEvenWithoutItsChunks() {
    // When
    forwarder.forward(entry(new Record<>(new byte[] {1}, new byte[] {1}, 0)), enriched(2, 10_000));

    // Then
    assertThat(children).containsExactly(NodeNames.DEAD_LETTERS_SINK);
    assertThat(
            new String(
                forwarded.get(0).headers().lastHeader(DeadLetterHeaders.KIND).value(), UTF_8))
        .isEqualTo("RESULT_TOO_LARGE");
  }

  /** A document of so many chunks, by a model of such vectors. */
  private static Outcome enriched(int chunks, int dimension) {
    Optional<Embedding> vector =
        Optional.of(new Embedding(new float[dimension], true, "x".repeat(400)));
    List<ChunkResult> results = new ArrayList<>();
    for (int i = 0; i < chunks; i++) {
      results.add(new ChunkResult(i, i, i + 1, vector, List.of()));
    }
    ModelResult ok =
        new ModelResult.Ok(
            new ModelVersion("m", "1", "sha256:1"),
            vector,
            List.of(),
            chunks,
            results,
            "text",
            new Execution(1, 1, "cpu", 1));
    ContentItem item =
        new ContentItem(
            "id",
            Optional.empty(),
            "text/plain",
            new Payload.Inline(ByteBuffer.allocate(1)),
            Optional.empty(),
            Map.of(),
            Instant.EPOCH);
    return new Outcome.Enriched(item, "0".repeat(64), "all", List.of(ok), new Timings(0, 0, 0, 0));
  }

  private static Outcome refused() {
    return new Outcome.DeadLettered(
        FailureKind.UNDECODABLE, Stage.DECODE, "damaged", Optional.empty());
  }

  private static InFlightWindow.Entry entry(Record<byte[], byte[]> record) {
    return new InFlightWindow.Entry(
        record,
        new RecordScope.Captured() {},
        new SourcePosition("content", 0, 7),
        new ServingSet(Map.of(), 1, () -> {}),
        new CompletableFuture<>(),
        0);
  }

  private OutcomeForwarder forwarder() {
    RuntimeEnvironment environment =
        new RuntimeEnvironment(
            "instance-1",
            "1.0",
            Optional.empty(),
            "none",
            Optional.empty(),
            Optional.empty(),
            RuntimeEnvironment.Platform.current());
    return new OutcomeForwarder(
        context(),
        new OutcomeWriters(
            new EnrichedRecords(environment),
            new AuditRecords(environment, false),
            Clock.systemUTC()),
        new TaskSettings(
            1_000_000, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO, LIMIT, false),
        EnrichmentMetrics.NONE);
  }

  @SuppressWarnings("unchecked")
  private ProcessorContext<byte[], Outbound> context() {
    return (ProcessorContext<byte[], Outbound>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ProcessorContext.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("forward");
              forwarded.add((Record<byte[], Outbound>) arguments[0]);
              children.add((String) arguments[1]);
              return null;
            });
  }
}
