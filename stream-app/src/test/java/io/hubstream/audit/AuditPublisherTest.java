package io.hubstream.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.records.AuditRecords;
import io.hubstream.records.AuditView;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuditPublisherTest {
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final AuditRecords records =
      new AuditRecords(
          new RuntimeEnvironment(
              "instance-1",
              "1.0",
              Optional.empty(),
              "2.18.0",
              Optional.empty(),
              Optional.empty(),
              RuntimeEnvironment.Platform.current()),
          false);
  private final AuditPublisher publisher = publisher(100);

  private AuditPublisher publisher(int buffer) {
    return new AuditPublisher(
        () -> producer,
        records,
        AuditMetrics.NONE,
        new AuditPublisher.Settings("audit", buffer, Duration.ofMillis(5), Duration.ofMillis(500)));
  }

  @AfterEach
  void close() {
    publisher.close();
  }

  private static LifecycleEvent event(String model) {
    return LifecycleEvent.of(Instant.EPOCH, model, Phase.ACTIVATED, LifecycleEvent.Origin.NONE)
        .ofVersion(Versions.version(model, 1));
  }

  private List<String> models() {
    return producer.history().stream()
        .map(row -> (AuditView.LifecycleView) AuditRecords.read("audit", row.value()))
        .map(view -> view.event().model())
        .toList();
  }

  @Test
  void shouldSendEverythingInOrderBeforeItCloses() {
    publisher.onEvent(event("a"));
    publisher.onEvent(event("b"));
    publisher.onEvent(event("c"));

    publisher.close();

    assertThat(models()).containsExactly("a", "b", "c");
    assertThat(producer.closed()).isTrue();
    assertThat(publisher.lost()).isZero();
  }

  @Test
  void shouldCountAnEventThatComesAfterTheClose() {
    publisher.close();
    publisher.close();

    publisher.onEvent(event("a"));

    assertThat(publisher.lost()).isEqualTo(1);
  }

  @Test
  void shouldSendLaterWhenTheBrokerComesBack() throws InterruptedException {
    producer.sendException = new TimeoutException("no metadata");
    publisher.onEvent(event("a"));
    Thread.sleep(50);
    producer.sendException = null;

    publisher.close();

    assertThat(models()).containsExactly("a");
    assertThat(publisher.lost()).isZero();
  }

  @Test
  void shouldCountWhatTheBrokerWillNeverTake() {
    producer.sendException = new RecordTooLargeException("2 MB");
    publisher.onEvent(event("a"));

    publisher.close();

    assertThat(publisher.lost()).isEqualTo(1);
  }

  @Test
  void shouldNeverBlockAndEndInTimeWhenTheBrokerStaysAway() {
    producer.sendException = new TimeoutException("no metadata");
    AuditPublisher small = publisher(2);
    long start = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      small.onEvent(event("a"));
    }
    Duration handedOver = Duration.ofNanos(System.nanoTime() - start);

    small.close();

    assertThat(handedOver).isLessThan(Duration.ofSeconds(1));
    assertThat(small.lost()).isEqualTo(10);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }
}
