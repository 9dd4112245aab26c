package io.hubstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.records.TopicCodecs;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class AuditedVersionsTest {
  private static final String TOPIC = "audit";
  private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
  private static final ModelVersion V1 = Versions.version("a", 1);

  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

  private Predicate<ModelVersion> asked() {
    return new AuditedVersions(
            () -> consumer, TOPIC, TopicCodecs.SINGLE_OBJECT, Duration.ofSeconds(5))
        .of("a");
  }

  private void topic(byte[]... values) {
    consumer.updatePartitions(TOPIC, List.of(new PartitionInfo(TOPIC, 0, null, null, null)));
    consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
    consumer.updateEndOffsets(Map.of(PARTITION, (long) values.length));
    consumer.schedulePollTask(
        () -> {
          for (int i = 0; i < values.length; i++) {
            consumer.addRecord(new ConsumerRecord<>(TOPIC, 0, i, new byte[0], values[i]));
          }
        });
  }

  private static byte[] activated(ModelVersion version) {
    RuntimeEnvironment environment =
        new RuntimeEnvironment(
            "i",
            "1.0",
            Optional.empty(),
            "2.18.0",
            RuntimeEnvironment.Gpu.NONE,
            RuntimeEnvironment.Platform.current(),
            Optional.empty());
    return new AuditRecords(environment, false)
        .lifecycle(
            LifecycleEvent.of(
                    Instant.EPOCH, version.model(), Phase.ACTIVATED, LifecycleEvent.Origin.NONE)
                .ofVersion(version))
        .value();
  }

  @Test
  void shouldBelieveInWhatServedAlsoWhenALineCannotBeRead() {
    // Given
    topic(new byte[] {1, 2, 3}, activated(V1));

    // When
    Predicate<ModelVersion> proven = asked();

    // Then
    assertThat(proven).accepts(V1).rejects(Versions.version("a", 2));
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void shouldBelieveInNothingWhenTheAuditIsNotThereOrDoesNotAnswer() {
    // Given, When
    Predicate<ModelVersion> missing = asked();
    Predicate<ModelVersion> silent =
        new AuditedVersions(
                () -> {
                  throw new TimeoutException("nobody answers");
                },
                TOPIC,
                TopicCodecs.SINGLE_OBJECT,
                Duration.ofSeconds(5))
            .of("a");

    // Then
    assertThat(missing).rejects(V1);
    assertThat(silent).rejects(V1);
  }
}
