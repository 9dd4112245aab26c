package io.hubstream.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ChunkResult;
import io.hubstream.content.ContentItem;
import io.hubstream.content.Embedding;
import io.hubstream.content.Execution;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelResult;
import io.hubstream.content.Outcome;
import io.hubstream.content.Payload;
import io.hubstream.content.ScoredLabel;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Timings;
import io.hubstream.schemas.EnrichedContent;
import io.hubstream.schemas.EnrichedContentDeserializer;
import io.hubstream.schemas.EnrichedContentSerializer;
import io.hubstream.testing.Versions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class EnrichedEncoderTest {
  private static final SourcePosition POSITION = new SourcePosition("content", 3, 10);
  private static final EnrichedContentDeserializer READER = new EnrichedContentDeserializer();
  private static final EnrichedContentSerializer WRITER = new EnrichedContentSerializer();

  private final Random random = new Random(7);
  private final RuntimeEnvironment environment =
      new RuntimeEnvironment(
          "instance-1",
          "1.0",
          Optional.empty(),
          "2.18.0",
          Optional.empty(),
          Optional.empty(),
          RuntimeEnvironment.Platform.current());
  private final EnrichedEncoder encoder =
      new EnrichedEncoder(environment, TopicCodecs.SINGLE_OBJECT.enrichedFrame("enriched"));

  @Test
  void shouldWriteEveryByteAsTheGeneratedClassesDo() {
    for (int i = 0; i < 500; i++) {
      // Given
      Outcome.Enriched outcome = outcome();

      // When
      byte[] bytes = encoder.write(POSITION, outcome, Instant.ofEpochMilli(i));

      // Then
      EnrichedContent read = READER.deserialize("enriched", bytes);
      assertThat(WRITER.serialize("enriched", read)).isEqualTo(bytes);
    }
  }

  @Test
  void shouldWriteWhatTheOutcomeSays() {
    for (int i = 0; i < 100; i++) {
      // Given
      Outcome.Enriched outcome = outcome();
      ContentItem item = outcome.item();

      // When
      byte[] bytes = encoder.write(POSITION, outcome, Instant.ofEpochMilli(i));

      // Then
      EnrichedView view = EnrichedRecords.read("enriched", bytes);
      assertThat(view.position()).isEqualTo(POSITION);
      assertThat(view.contentId()).isEqualTo(item.contentId());
      assertThat(view.mediaType()).isEqualTo(item.mediaType());
      assertThat(view.title()).isEqualTo(item.title());
      assertThat(view.contentSha256()).isEqualTo(outcome.contentSha256());
      assertThat(view.route()).isEqualTo(outcome.route());
      assertThat(view.timings()).isEqualTo(outcome.timings());
      assertThat(view.producedAt()).isEqualTo(item.producedAt());
      assertThat(view.enrichedAt()).isEqualTo(Instant.ofEpochMilli(i));
      assertThat(view.results())
          .usingRecursiveComparison()
          .ignoringFields("execution.micros")
          .isEqualTo(outcome.results());
    }
  }

  @Test
  void shouldWriteTheFieldsThatTheViewLeavesOut() {
    // Given
    Payload.Reference reference =
        new Payload.Reference(
            URI.create("file:///a/b"), 1L << 40, "f".repeat(64), Optional.of("\"tag\""));

    // When
    byte[] bytes = encoder.write(POSITION, outcomeOf(reference, List.of()), Instant.EPOCH);

    // Then
    EnrichedContent read = READER.deserialize("enriched", bytes);
    assertThat(read.getResultId()).isEqualTo("content-3-10");
    assertThat(read.getTenant()).isEqualTo("tenant");
    assertThat(read.getPayloadReference().getUri()).isEqualTo("file:///a/b");
    assertThat(read.getPayloadReference().getLength()).isEqualTo(1L << 40);
    assertThat(read.getPayloadReference().getSha256()).isEqualTo("f".repeat(64));
    assertThat(read.getPayloadReference().getEtag()).isEqualTo("\"tag\"");
    assertThat(read.getOriginPosition()).isNull();
    assertThat(read.getRevision()).isZero();
    assertThat(read.getSupersedes()).isNull();
    assertThat(read.getProvenance().getApplicationVersion()).isEqualTo("1.0");
    assertThat(read.getProvenance().getTensorflowVersion()).isEqualTo("2.18.0");
    assertThat(read.getProvenance().getInstance()).isEqualTo("instance-1");
    assertThat(read.getProvenance().getJvm()).isEqualTo(environment.platform().jvm());
    assertThat(read.getProvenance().getOs()).isEqualTo(environment.platform().os());
    assertThat(read.getTimings().getQueuedMicros()).isZero();
  }

  @Test
  void shouldNotKeepWhatALargeRecordLeftBehind() {
    // Given
    Outcome.Enriched small = outcomeOf(inline(), List.of());
    byte[] before = encoder.write(POSITION, small, Instant.EPOCH);
    float[] vector = new float[100_000];

    // When
    encoder.write(POSITION, outcomeOf(inline(), List.of(ok(vector))), Instant.EPOCH);

    // Then
    assertThat(encoder.write(POSITION, small, Instant.EPOCH)).isEqualTo(before);
  }

  private Outcome.Enriched outcome() {
    List<ModelResult> results = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      results.add(
          random.nextInt(4) == 0
              ? new ModelResult.Failed(
                  Versions.version("b", i), FailureKind.MODEL_INPUT, "too dark \ud83c\udf0d")
              : ok(vector(random.nextInt(40))));
    }
    Payload payload =
        random.nextBoolean()
            ? inline()
            : new Payload.Reference(
                URI.create("file:///a"),
                random.nextLong() >>> 1,
                "0".repeat(64),
                maybe(() -> "\"e\""));
    return outcomeOf(payload, results);
  }

  private Outcome.Enriched outcomeOf(Payload payload, List<ModelResult> results) {
    ContentItem item =
        new ContentItem(
            "c\u00e9" + random.nextInt(),
            Optional.of("tenant"),
            "text/plain",
            payload,
            maybe(() -> "title \u4e16\u754c"),
            Map.of(),
            Instant.ofEpochMilli(random.nextLong() >> 20));
    return new Outcome.Enriched(
        item,
        "0".repeat(64),
        "documents",
        results,
        new Timings(random.nextInt(), random.nextLong(), 3, Long.MAX_VALUE));
  }

  private ModelResult ok(float[] vector) {
    return new ModelResult.Ok(
        Versions.version("a", 1),
        maybe(() -> new Embedding(vector, random.nextBoolean(), "space")),
        labels(),
        random.nextInt(3),
        chunks(),
        "text:2000/200",
        new Execution(random.nextInt(33), 32, "gpu:0", 0));
  }

  private List<ChunkResult> chunks() {
    List<ChunkResult> chunks = new ArrayList<>();
    for (int i = 0; i < random.nextInt(3); i++) {
      chunks.add(
          new ChunkResult(
              i,
              i * 100,
              i * 100 + 120,
              maybe(() -> new Embedding(vector(3), true, "s")),
              labels()));
    }
    return chunks;
  }

  private List<ScoredLabel> labels() {
    List<ScoredLabel> labels = new ArrayList<>();
    for (int i = 0; i < random.nextInt(4); i++) {
      labels.add(new ScoredLabel("label " + i, i, random.nextFloat()));
    }
    return labels;
  }

  private float[] vector(int length) {
    float[] vector = new float[length];
    for (int i = 0; i < length; i++) {
      vector[i] = random.nextFloat() - 0.5f;
    }
    return vector;
  }

  private static Payload inline() {
    return new Payload.Inline(ByteBuffer.allocate(3));
  }

  private <T> Optional<T> maybe(Supplier<T> value) {
    return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
  }
}
