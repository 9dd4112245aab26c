package io.hubstream.tests;

import static io.hubstream.testing.Versions.imageSpec;
import static io.hubstream.testing.Versions.textSpec;
import static io.hubstream.testing.Versions.version;
import static io.hubstream.tests.TopologyFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelResult;
import io.hubstream.content.SpanCounts;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.records.AuditView;
import io.hubstream.records.DeadLetterHeaders;
import io.hubstream.records.EnrichedView;
import io.hubstream.routing.FailurePolicy;
import io.hubstream.routing.Route;
import io.hubstream.serving.EmbeddingSpec;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelSpec;
import io.hubstream.testing.FakeServable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.Test;

class EnrichmentTopologyTest {
  private static final FakeServable.Run REFUSES_POISON =
      (inputs, padded) -> {
        throw new InferenceException(InferenceException.Kind.INPUT, "bad input", null);
      };

  private final FakeServable text = new FakeServable(textSpec(version("language", 1)));
  private final FakeServable image = new FakeServable(imageSpec(version("scenes", 1)));

  @Test
  void shouldStampTheResultWithTheModelThatMadeIt() {
    try (TopologyFixture topology = new TopologyFixture()) {
      // Given
      topology.serving.serve(3, text, image);

      // When
      topology.publish("a", "text/plain; charset=utf-8", "hello");

      // Then
      EnrichedView result = topology.nextResult();
      assertThat(result.position().resultId()).isEqualTo("content-0-0");
      assertThat(result.contentId()).isEqualTo("a");
      assertThat(result.mediaType()).isEqualTo("text/plain");
      assertThat(result.contentSha256())
          .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
      assertThat(result.results()).hasSize(1);
      assertThat(result.results().get(0).version()).isEqualTo(version("language", 1));
    }
  }

  @Test
  void shouldStampARecordThatABadVersionSpoiltWithTheVersionThatRanItAgain() {
    try (TopologyFixture topology = new TopologyFixture()) {
      // Given: the second version is found bad by the very record that it spoils
      FakeServable bad = new FakeServable(textSpec(version("language", 2)));
      topology.serving.serve(4, bad);
      topology.publish("a", "text/plain", "hello");
      bad.behaving(
          (inputs, padded) -> {
            topology.serving.condemn(version("language", 2), 5, text);
            return inputs.stream()
                .map(
                    input ->
                        new ModelOutput(
                            Optional.of(new float[] {Float.NaN, 1, 1, 1}), Optional.empty()))
                .toList();
          });

      // When
      topology.publish("b", "text/plain", "hello");
      topology.publish("c", "text/plain", "hello");

      // Then
      assertThat(topology.nextResult().results().get(0).version())
          .isEqualTo(version("language", 2));
      assertThat(topology.nextResult().results().get(0).version())
          .isEqualTo(version("language", 1));
      assertThat(topology.nextResult().results().get(0).version())
          .isEqualTo(version("language", 1));
      assertThat(topology.deadLetters.isEmpty()).isTrue();
      assertThat(topology.spans())
          .extracting(
              view -> view.span().first().offset() + ".." + view.span().lastOffset(),
              view -> view.span().models().get(0).version(),
              view -> view.span().registryOffset())
          .containsSubsequence(tuple("0..0", "2", 4L), tuple("1..2", "1", 5L));
    }
  }

  @Test
  void shouldCarryHeadersOverExceptThoseOfTheFraming() {
    try (TopologyFixture topology = new TopologyFixture()) {
      // Given
      topology.serving.serve(3, text);
      RecordHeaders headers = new RecordHeaders();
      headers.add("trace", bytes("t1")).add("content-type", bytes("avro/binary+1"));

      // When
      topology.content.pipeInput(
          new TestRecord<>(
              bytes("a"),
              TopologyFixture.event("a", "text/plain", "hello"),
              headers,
              Instant.ofEpochMilli(77)));

      // Then
      TestRecord<byte[], byte[]> record = topology.enriched.readRecord();
      assertThat(record.headers()).extracting(Header::key).containsExactly("trace");
      assertThat(record.timestamp()).isEqualTo(77);
      assertThat(record.key()).isEqualTo(bytes("a"));
    }
  }

  @Test
  void shouldPassADeletionOn() {
    try (TopologyFixture topology = new TopologyFixture()) {
      // Given
      topology.serving.serve(3, text);

      // When
      topology.content.pipeInput(new TestRecord<>(bytes("gone"), null));

      // Then
      TestRecord<byte[], byte[]> record = topology.enriched.readRecord();
      assertThat(record.key()).isEqualTo(bytes("gone"));
      assertThat(record.value()).isNull();
      assertThat(topology.spans())
          .extracting(view -> view.span().counts())
          .containsExactly(new SpanCounts(0, 0, 1));
    }
  }

  @Test
  void shouldKeyAResultByItsContentIdWhenTheRecordHasNoKey() {
    try (TopologyFixture topology = new TopologyFixture()) {
      // Given
      topology.serving.serve(3, text);

      // When
      topology.content.pipeInput(
          new TestRecord<>(null, TopologyFixture.event("a", "text/plain", "hello")));
      topology.content.pipeInput(new TestRecord<>(null, null));

      // Then
      assertThat(topology.enriched.readRecord().key()).isEqualTo(bytes("a"));
      assertThat(header(topology.deadLetters.readRecord(), DeadLetterHeaders.KIND))
          .isEqualTo("MALFORMED_EVENT");
    }
  }

  @Test
  void shouldDeadLetterARecordThatIsNotAvroWhole() {
    try (TopologyFixture topology = new TopologyFixture()) {
      // Given
      topology.serving.serve(3, text);
      RecordHeaders headers = new RecordHeaders();
      headers.add("trace", bytes("t1"));

      // When
      topology.content.pipeInput(
          new TestRecord<>(bytes("k"), bytes("no avro"), headers, Instant.ofEpochMilli(5)));

      // Then
      TestRecord<byte[], byte[]> letter = topology.deadLetters.readRecord();
      assertThat(letter.key()).isEqualTo(bytes("k"));
      assertThat(letter.value()).isEqualTo(bytes("no avro"));
      assertThat(header(letter, "trace")).isEqualTo("t1");
      assertThat(header(letter, DeadLetterHeaders.KIND)).isEqualTo("MALFORMED_EVENT");
      assertThat(header(letter, DeadLetterHeaders.STAGE)).isEqualTo("INTAKE");
      assertThat(header(letter, DeadLetterHeaders.TOPIC)).isEqualTo("content");
      assertThat(header(letter, DeadLetterHeaders.PARTITION)).isEqualTo("0");
      assertThat(header(letter, DeadLetterHeaders.OFFSET)).isEqualTo("0");
      assertThat(header(letter, DeadLetterHeaders.EXCEPTION)).contains("BadRecordException");
      assertThat(topology.enriched.isEmpty()).isTrue();
    }
  }

  @Test
  void shouldNameTheCauseOfEachDeadLetter() {
    try (TopologyFixture topology = new TopologyFixture()) {
      // Given
      topology.serving.serve(3, text);

      // When
      topology.publish("a", "video/mp4", "x");
      topology.publish("b", "image/png", "x");
      topology.publish("c", "text/plain", "undecodable");
      topology.publish("d", "text/plain", "decoder bug");

      // Then
      assertThat(topology.deadLetters.readRecordsToList())
          .extracting(letter -> header(letter, DeadLetterHeaders.KIND))
          .containsExactly("UNSUPPORTED_MEDIA_TYPE", "NO_MODEL", "UNDECODABLE", "UNDECODABLE");
      assertThat(topology.spans().get(3).span().counts()).isEqualTo(new SpanCounts(0, 4, 0));
    }
  }

  @Test
  void shouldLeaveTheValueOutWhenADeadLetterWouldPassTheLimit() {
    try (TopologyFixture topology = new TopologyFixture()) {
      // Given
      topology.serving.serve(3, text);

      // When
      topology.publish("a", "video/mp4", "x".repeat(TopologyFixture.MAX_VALUE_BYTES));

      // Then
      TestRecord<byte[], byte[]> letter = topology.deadLetters.readRecord();
      assertThat(letter.value()).isNull();
      assertThat(letter.key()).isEqualTo(bytes("a"));
      assertThat(header(letter, DeadLetterHeaders.VALUE_OMITTED)).isEqualTo("true");
      assertThat(header(letter, DeadLetterHeaders.VALUE_SHA256)).hasSize(64);
    }
  }

  @Test
  void shouldDeadLetterWhatTheOnlyModelRefuses() {
    try (TopologyFixture topology = new TopologyFixture()) {
      // Given
      topology.serving.serve(3, text.behaving(REFUSES_POISON));

      // When
      topology.publish("a", "text/plain", "poison");

      // Then
      assertThat(header(topology.deadLetters.readRecord(), DeadLetterHeaders.KIND))
          .isEqualTo(FailureKind.MODEL_INPUT.name());
    }
  }

  @Test
  void shouldSayWhichModelFailedWhenAnotherSucceeded() {
    try (TopologyFixture topology = new TopologyFixture()) {
      // Given
      FakeServable other = new FakeServable(textSpec(version("topics", 4)));
      topology.serving.serve(3, text.behaving(REFUSES_POISON), other);

      // When
      topology.publish("a", "text/plain", "poison");

      // Then
      EnrichedView result = topology.nextResult();
      assertThat(result.results()).hasSize(2);
      assertThat(result.results().get(0))
          .isInstanceOfSatisfying(
              ModelResult.Failed.class,
              failed -> {
                assertThat(failed.version()).isEqualTo(version("language", 1));
                assertThat(failed.kind()).isEqualTo(FailureKind.MODEL_INPUT);
                assertThat(failed.reason()).contains("bad input");
              });
      assertThat(result.results().get(1)).isInstanceOf(ModelResult.Ok.class);
    }
  }

  @Test
  void shouldDeadLetterWhenARequiredModelFails() {
    Route route =
        new Route(
            "strict",
            List.of("text/*"),
            Map.of("colour", "red"),
            List.of("topics", "language"),
            Set.of("language"),
            FailurePolicy.PARTIAL);
    try (TopologyFixture topology = new TopologyFixture(route)) {
      // Given
      FakeServable other = new FakeServable(textSpec(version("topics", 4)));
      topology.serving.serve(3, text.behaving(REFUSES_POISON), other);

      // When
      topology.publish("a", "text/plain", "poison");

      // Then
      TestRecord<byte[], byte[]> letter = topology.deadLetters.readRecord();
      assertThat(header(letter, DeadLetterHeaders.KIND)).isEqualTo("REQUIRED_MODEL_FAILED");
      assertThat(header(letter, DeadLetterHeaders.MESSAGE)).contains("language:");
    }
  }

  @Test
  void shouldDeadLetterWhenAnyModelFailsAndAllAreRequired() {
    Route route =
        new Route("all", List.of(), Map.of(), List.of(), Set.of("*"), FailurePolicy.PARTIAL);
    try (TopologyFixture topology = new TopologyFixture(route)) {
      // Given
      FakeServable other = new FakeServable(textSpec(version("topics", 4)));
      topology.serving.serve(3, text.behaving(REFUSES_POISON), other);

      // When
      topology.publish("a", "text/plain", "poison");

      // Then
      assertThat(header(topology.deadLetters.readRecord(), DeadLetterHeaders.KIND))
          .isEqualTo("REQUIRED_MODEL_FAILED");
    }
  }

  @Test
  void shouldStartANewSpanWhereTheSetOfModelsChanges() {
    try (TopologyFixture topology = new TopologyFixture()) {
      // Given
      topology.serving.serve(3, text);
      topology.publish("a", "text/plain", "one");
      topology.publish("b", "text/plain", "two");

      // When
      topology.serving.serve(8, new FakeServable(textSpec(version("language", 2))));
      topology.publish("c", "text/plain", "three");

      // Then
      List<AuditView.SpanView> spans = topology.spans();
      AuditView.SpanView first = spans.get(1);
      AuditView.SpanView second = spans.get(2);
      assertThat(first.id()).isEqualTo(spans.get(0).id());
      assertThat(first.span().lastOffset()).isEqualTo(1);
      assertThat(first.span().models()).containsExactly(version("language", 1));
      assertThat(second.span().first().offset()).isEqualTo(2);
      assertThat(second.span().models()).containsExactly(version("language", 2));
      assertThat(second.span().registryOffset()).isEqualTo(8);
      assertThat(second.span().counts()).isEqualTo(new SpanCounts(1, 0, 0));
      assertThat(second.instance()).isEqualTo("test-instance");
    }
  }

  @Test
  void shouldDeadLetterAResultThatIsTooLarge() {
    try (TopologyFixture topology = new TopologyFixture()) {
      // Given
      topology.serving.serve(
          3,
          new FakeServable(
              new ModelSpec(
                  version("huge", 1),
                  TextPreprocessing.DEFAULT,
                  Optional.of(new EmbeddingSpec(10_000, "s")),
                  Optional.empty())));

      // When
      topology.publish("a", "text/plain", "one");

      // Then
      assertThat(header(topology.deadLetters.readRecord(), DeadLetterHeaders.KIND))
          .isEqualTo("RESULT_TOO_LARGE");
      assertThat(topology.spans().get(0).span().counts()).isEqualTo(new SpanCounts(0, 1, 0));
    }
  }

  @Test
  void shouldFailTheTaskForGoodWhenTheDeviceFails() {
    try (TopologyFixture topology = new TopologyFixture()) {
      // Given
      topology.serving.serve(
          3,
          text.behaving(
              (List<ModelInput> inputs, int padded) -> {
                throw new InferenceException(
                    InferenceException.Kind.DEVICE, "the device is lost", null);
              }));

      // When / Then
      assertThatThrownBy(() -> topology.publish("a", "text/plain", "one"))
          .isInstanceOf(StreamsException.class)
          .hasStackTraceContaining("the device is lost");
      text.behaving((inputs, padded) -> text.plain(inputs));
      assertThatThrownBy(() -> topology.publish("b", "text/plain", "two"))
          .hasStackTraceContaining("the task failed before");
      assertThat(topology.enriched.isEmpty()).isTrue();
      assertThat(topology.deadLetters.isEmpty()).isTrue();
      assertThat(topology.audit.isEmpty()).isTrue();
    }
  }

  @Test
  void shouldSayThatAPartitionMayHaveGoneBackWhenTheRegistryIsOutOfReach() {
    try (TopologyFixture topology = new TopologyFixture()) {
      // Given
      topology.serving.serve(3, text);
      topology.serving.cannotCatchUp();

      // When
      topology.publish("a", "text/plain", "one");
      topology.publish("b", "text/plain", "two");

      // Then
      assertThat(topology.serving.regressed)
          .singleElement()
          .asString()
          .startsWith("content-0: could not catch up");
      assertThat(topology.enriched.getQueueSize()).isEqualTo(2);
    }
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
