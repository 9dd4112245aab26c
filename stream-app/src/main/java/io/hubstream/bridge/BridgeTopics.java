package io.hubstream.bridge;

import io.hubstream.content.FailureKind;
import io.hubstream.content.Outcome;
import io.hubstream.content.Stage;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.DeadLetterHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a bridge writes to Kafka, each record acknowledged by all replicas before the method
 * returns.
 *
 * <p>Owned by one thread. Close closes the producer.
 */
final class BridgeTopics implements AutoCloseable {
  private static final Duration CLOSE = Duration.ofSeconds(5);

  private final BridgeKafka kafka;
  private final AuditRecords records;
  private @Nullable Producer<byte[], byte[]> producer;

  BridgeTopics(BridgeKafka kafka, AuditRecords records) {
    this.kafka = kafka;
    this.records = records;
  }

  /** The producer, made when it is wanted first. */
  Producer<byte[], byte[]> producer() {
    Producer<byte[], byte[]> present = producer;
    if (present == null) {
      present = kafka.producers().get();
      producer = present;
    }
    return present;
  }

  /** Gives up the producer: after some failures it never works again. */
  void reset() {
    Producer<byte[], byte[]> present = producer;
    producer = null;
    if (present != null) {
      present.close(Duration.ZERO);
    }
  }

  /** Appends a line to the audit. */
  void append(Trace.Line line) throws InterruptedException {
    AuditRecords.KeyedEvent event = records.lifecycle(line.event(), line.id());
    send(new ProducerRecord<>(kafka.audit(), null, event.key(), event.value(), event.headers()));
  }

  /** Puts an event into the dead letters; without its value where that would pass a limit. */
  void deadLetter(HubEvent event, String reason, Instant now) throws InterruptedException {
    Outcome.DeadLettered cause =
        new Outcome.DeadLettered(
            FailureKind.REGISTRY_EVENT, Stage.INTAKE, reason, Optional.empty());
    Headers headers = DeadLetterHeaders.of(new RecordHeaders(), event.position(), cause);
    try {
      send(deadLetter(event, headers, now, event.body()));
    } catch (RecordTooLargeException e) {
      DeadLetterHeaders.addValueOmitted(headers, event.body().length, event.digest());
      send(deadLetter(event, headers, now, null));
    }
  }

  private ProducerRecord<byte[], byte[]> deadLetter(
      HubEvent event, Headers headers, Instant now, byte @Nullable [] value) {
    // A time of the future might be refused.
    long at = Math.min(event.enqueued().toEpochMilli(), now.toEpochMilli());
    byte[] key = Trace.position(event.position()).getBytes(StandardCharsets.UTF_8);
    return new ProducerRecord<>(kafka.deadLetters(), null, at, key, value, headers);
  }

  private void send(ProducerRecord<byte[], byte[]> record) throws InterruptedException {
    try {
      producer().send(record).get(kafka.limit().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof KafkaException failure) {
        throw failure;
      }
      throw new KafkaException("writing to %s failed".formatted(record.topic()), e.getCause());
    } catch (java.util.concurrent.TimeoutException e) {
      throw new TimeoutException(
          "the broker did not confirm a record of %s within %s"
              .formatted(record.topic(), kafka.limit()),
          e);
    }
  }

  @Override
  public void close() {
    Producer<byte[], byte[]> present = producer;
    producer = null;
    if (present != null) {
      present.close(CLOSE);
    }
  }
}
