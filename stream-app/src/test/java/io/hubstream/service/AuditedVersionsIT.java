package io.hubstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.broker.Topic;
import io.hubstream.broker.Topics;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Span;
import io.hubstream.content.SpanCounts;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditedVersionsIT {
  private static final ModelVersion V1 = Versions.version("a", 1);

  private final AuditRecords lines =
      new AuditRecords(
          new RuntimeEnvironment(
              "i",
              "1.0",
              Optional.empty(),
              "2.18.0",
              RuntimeEnvironment.Gpu.NONE,
              RuntimeEnvironment.Platform.current(),
              Optional.empty()),
          false);

  @TempDir Path dir;

  /** Guards against a fallback that skips the last good version after an instance was killed. */
  @Test
  void shouldKnowWhatServesWhileATransactionOfAnotherInstanceHangs() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
      // Given: spans whose transaction nobody ends, then a version that comes to serve
      HubstreamConfig config =
          ConfigLoader.of(Map.of("bootstrap.servers", broker.bootstrapServers()));
      String topic = config.topics().audit();
      createTopic(broker, topic);
      KafkaClients clients = new KafkaClients(config.kafka());
      try (KafkaProducer<byte[], byte[]> killed = transactional(broker);
          Producer<byte[], byte[]> audit = clients.producer()) {
        killed.initTransactions();
        killed.beginTransaction();
        send(killed, topic, span());
        send(audit, topic, activated());

        // When, Then
        assertThat(clients.provenVersions(config.topics()).of("a"))
            .accepts(V1)
            .rejects(Versions.version("a", 2));
        killed.abortTransaction();
      }
    }
  }

  private AuditRecords.KeyedEvent span() {
    return lines.span(
        new Span(
            new SourcePosition("content", 0, 0), 4, List.of(V1), new SpanCounts(5, 0, 0), false, 7),
        Instant.EPOCH);
  }

  private AuditRecords.KeyedEvent activated() {
    return lines.lifecycle(
        LifecycleEvent.of(Instant.EPOCH, "a", Phase.ACTIVATED, LifecycleEvent.Origin.NONE)
            .ofVersion(V1));
  }

  private static void send(
      Producer<byte[], byte[]> producer, String topic, AuditRecords.KeyedEvent line)
      throws Exception {
    producer.send(new ProducerRecord<>(topic, line.key(), line.value())).get(20, TimeUnit.SECONDS);
  }

  private static KafkaProducer<byte[], byte[]> transactional(EmbeddedBroker broker) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(), "transactional.id", "killed-instance"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void createTopic(EmbeddedBroker broker, String topic) throws InterruptedException {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      new Topics(admin, Duration.ofSeconds(20)).create(List.of(Topic.compacted(topic, 1)));
    }
  }
}
