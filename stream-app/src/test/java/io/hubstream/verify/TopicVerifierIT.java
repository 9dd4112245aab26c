package io.hubstream.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.broker.Topic;
import io.hubstream.broker.Topics;
import io.hubstream.content.ContentItem;
import io.hubstream.content.Execution;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Outcome;
import io.hubstream.content.Payload;
import io.hubstream.content.ScoredLabel;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Span;
import io.hubstream.content.SpanCounts;
import io.hubstream.content.Stage;
import io.hubstream.content.Timings;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.ContentEvents;
import io.hubstream.records.DeadLetterHeaders;
import io.hubstream.records.EnrichedRecords;
import io.hubstream.records.EnrichedView;
import io.hubstream.records.RuntimeEnvironment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicVerifierIT {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final ModelVersion MODEL = new ModelVersion("m", "1", "sha256:1");
  private static final RuntimeEnvironment ENVIRONMENT =
      new RuntimeEnvironment(
          "test",
          "0",
          Optional.empty(),
          "0",
          Optional.empty(),
          Optional.empty(),
          RuntimeEnvironment.Platform.current());

  private final EnrichedRecords enriched = new EnrichedRecords(ENVIRONMENT);
  private final AuditRecords audit = new AuditRecords(ENVIRONMENT, false);

  @TempDir Path dir;

  @Test
  void shouldSeeCommittedRecordsOnlyAndTheLastStateOfASpan() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
      // Given
      Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
      createTopics(clients);
      publishContent(clients);
      try (KafkaProducer<byte[], byte[]> producer = transactional(clients)) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(result(0));
        producer.abortTransaction();
        producer.beginTransaction();
        producer.send(result(0));
        producer.send(span(0, 1));
        producer.commitTransaction();
        producer.beginTransaction();
        producer.send(deadLetter(1));
        producer.send(new ProducerRecord<>("enriched", 0, bytes("id-2"), null));
        producer.send(span(2, 3));
        producer.commitTransaction();
      }

      // When
      List<EnrichedView> results = new ArrayList<>();
      List<DeadLetter> letters = new ArrayList<>();
      Verification verdict = verify(clients, results, letters);

      // Then
      assertThat(verdict.examples()).isEmpty();
      assertThat(verdict.holdsExactlyOnce()).isTrue();
      assertThat(verdict.counts()).isEqualTo(new Verification.Counts(3, 1, 1, 1));
      assertThat(results).extracting(EnrichedView::contentId).containsExactly("id-0");
      assertThat(letters)
          .extracting(DeadLetter::key, DeadLetter::kind)
          .containsExactly(org.assertj.core.groups.Tuple.tuple("id-1", "UNDECODABLE"));

      try (OutcomeWatch watch =
          new OutcomeWatch(clients, List.of("enriched", "dead"), Clock.systemUTC())) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (watch.poll(Duration.ofMillis(100)) < 3 && System.nanoTime() < deadline) {}
        assertThat(watch.count()).isEqualTo(3);
        assertThat(watch.latency(0.5)).isPositive();
      }
    }
  }

  @Test
  void shouldCheckWhatWasCommittedWhenTheStreamStoppedMidway() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
      // Given: three records, of which the first was committed
      Map<String, Object> clients = Map.of("bootstrap.servers", broker.bootstrapServers());
      createTopics(clients);
      publishContent(clients);
      try (KafkaProducer<byte[], byte[]> producer = transactional(clients)) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(result(0));
        producer.send(span(0, 1));
        producer.commitTransaction();
      }
      TopicVerifier verifier =
          new TopicVerifier(
              clients, new TopicVerifier.Sources("content", "enriched", "dead", "audit"));

      // When
      Verification committed = verifier.verify(TopicVerifier.Listener.NONE, Map.of(0, 1L));
      Verification further = verifier.verify(TopicVerifier.Listener.NONE, Map.of(0, 2L));
      Verification nothing = verifier.verify(TopicVerifier.Listener.NONE, Map.of());

      // Then
      assertThat(committed.holdsExactlyOnce()).isTrue();
      assertThat(committed.counts()).isEqualTo(new Verification.Counts(1, 1, 0, 0));
      assertThat(further.faults().missing()).isEqualTo(1);
      assertThat(nothing.faults().unknown()).isEqualTo(1);
    }
  }

  private static Verification verify(
      Map<String, Object> clients, List<EnrichedView> results, List<DeadLetter> letters) {
    return new TopicVerifier(
            clients, new TopicVerifier.Sources("content", "enriched", "dead", "audit"))
        .verify(
            new TopicVerifier.Listener() {
              @Override
              public void onResult(EnrichedView result) {
                results.add(result);
              }

              @Override
              public void onDeadLetter(DeadLetter letter) {
                letters.add(letter);
              }
            });
  }

  private static void createTopics(Map<String, Object> clients) throws InterruptedException {
    try (Admin admin = Admin.create(clients)) {
      new Topics(admin, Duration.ofSeconds(20))
          .create(
              List.of(
                  Topic.of("content", 1),
                  Topic.of("enriched", 1),
                  Topic.of("dead", 1),
                  Topic.compacted("audit", 1)));
    }
  }

  private static void publishContent(Map<String, Object> clients) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(clients, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < 2; i++) {
        byte[] value = ContentEvents.write(item(i));
        producer.send(new ProducerRecord<>("content", 0, bytes("id-" + i), value));
      }
      producer.send(new ProducerRecord<>("content", 0, bytes("id-2"), null));
    }
  }

  private static KafkaProducer<byte[], byte[]> transactional(Map<String, Object> clients) {
    Map<String, Object> config = new java.util.HashMap<>(clients);
    config.put("transactional.id", "verifier-test");
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private ProducerRecord<byte[], byte[]> result(int offset) {
    ModelResult ok =
        new ModelResult.Ok(
            MODEL,
            Optional.empty(),
            List.of(new ScoredLabel("cat", 0, 0.9f)),
            1,
            List.of(),
            "p",
            new Execution(1, 1, "cpu", 1));
    Outcome.Enriched outcome =
        new Outcome.Enriched(
            item(offset), "0".repeat(64), "r", List.of(ok), new Timings(0, 0, 0, 0));
    return new ProducerRecord<>(
        "enriched", 0, bytes("id-" + offset), enriched.write(position(offset), outcome, NOW));
  }

  private ProducerRecord<byte[], byte[]> span(long last, int records) {
    SpanCounts counts = records == 1 ? new SpanCounts(1, 0, 0) : new SpanCounts(1, 1, 1);
    AuditRecords.KeyedEvent event =
        audit.span(new Span(position(0), last, List.of(MODEL), counts, false, 0), NOW);
    return new ProducerRecord<>("audit", 0, event.key(), event.value());
  }

  private static ProducerRecord<byte[], byte[]> deadLetter(int offset) {
    Headers headers =
        DeadLetterHeaders.of(
            new RecordHeaders(),
            position(offset),
            new Outcome.DeadLettered(
                FailureKind.UNDECODABLE, Stage.DECODE, "no picture", Optional.empty()));
    return new ProducerRecord<>("dead", 0, null, bytes("id-" + offset), new byte[] {1}, headers);
  }

  private static ContentItem item(int i) {
    return new ContentItem(
        "id-" + i,
        Optional.empty(),
        "text/plain",
        new Payload.Inline(ByteBuffer.wrap(bytes("hello"))),
        Optional.empty(),
        Map.of(),
        NOW);
  }

  private static SourcePosition position(long offset) {
    return new SourcePosition("content", 0, offset);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
