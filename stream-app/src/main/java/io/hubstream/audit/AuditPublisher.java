package io.hubstream.audit;

import io.hubstream.records.AuditRecords;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.LifecycleListener;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes lifecycle events. While the broker is away it keeps what its buffer holds and goes on
 * trying; what passes the buffer is lost, counted and logged. (Spans do not come through here: the
 * topology forwards them with the results, in the same transaction.)
 *
 * <p>Owner thread: {@code hubstream-audit} owns the producer. Any thread may hand over an event,
 * and never waits. {@link #close} is idempotent and bounded by the settings: it sends what is
 * buffered and closes the producer.
 */
public final class AuditPublisher implements LifecycleListener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(AuditPublisher.class);
  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * How much is kept and how long is waited.
   *
   * @param topic the audit topic
   * @param buffer events that are kept while the broker is away
   * @param retryPause pause after a send that may work later
   * @param closeLimit longest that {@code close} waits
   */
  public record Settings(String topic, int buffer, Duration retryPause, Duration closeLimit) {

    /** A thousand events; five seconds to close. */
    public static Settings defaults(String topic) {
      return new Settings(topic, 1000, Duration.ofSeconds(1), Duration.ofSeconds(5));
    }
  }

  private final Supplier<? extends Producer<byte[], byte[]>> producers;
  private final AuditRecords records;
  private final AuditMetrics metrics;
  private final Settings settings;
  private final BlockingQueue<AuditRecords.KeyedEvent> buffer;
  private final StepDurations durations = new StepDurations();
  private final AtomicLong lost = new AtomicLong();
  private final Thread thread;
  private volatile long sendDeadlineNanos;
  private volatile boolean closing;

  /**
   * @param producers makes the producer, idempotent and with acks=all; asked once, on the
   *     publisher's thread
   */
  public AuditPublisher(
      Supplier<? extends Producer<byte[], byte[]>> producers,
      AuditRecords records,
      AuditMetrics metrics,
      Settings settings) {
    this.producers = producers;
    this.records = records;
    this.metrics = metrics;
    this.settings = settings;
    this.buffer = new ArrayBlockingQueue<>(settings.buffer());
    this.thread = new Thread(this::run, "hubstream-audit");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void onEvent(LifecycleEvent event) {
    keep(records.lifecycle(durations.completed(event)), "the buffer is full");
  }

  private void keep(AuditRecords.KeyedEvent event, String otherwise) {
    if (closing || !buffer.offer(event)) {
      lose(closing ? "the publisher is closed" : otherwise, null);
    }
  }

  private void lose(String why, @Nullable Throwable cause) {
    metrics.lost();
    log.error("lost an audit event, {} so far: {}", lost.incrementAndGet(), why, cause);
  }

  /** Number of events that never reached the topic. */
  public long lost() {
    return lost.get();
  }

  private void run() {
    Producer<byte[], byte[]> producer = producers.get();
    try {
      while (!finished()) {
        AuditRecords.KeyedEvent event = buffer.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        if (event != null) {
          send(producer, event);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      producer.close(settings.closeLimit().dividedBy(4));
      while (buffer.poll() != null) {
        lose("the broker did not take it before the publisher was closed", null);
      }
    }
  }

  private boolean finished() {
    return closing && (buffer.isEmpty() || overdue());
  }

  private boolean overdue() {
    return closing && System.nanoTime() - sendDeadlineNanos >= 0;
  }

  private void send(Producer<byte[], byte[]> producer, AuditRecords.KeyedEvent event)
      throws InterruptedException {
    while (true) {
      try {
        producer.send(
            new ProducerRecord<>(
                settings.topic(), null, event.key(), event.value(), event.headers()),
            (metadata, error) -> completed(event, error));
        return;
      } catch (RetriableException e) {
        if (overdue()) {
          lose("the broker did not take it before the publisher was closed", e);
          return;
        }
        log.warn("an audit event waits for the broker: {}", e.getMessage());
        TimeUnit.NANOSECONDS.sleep(settings.retryPause().toNanos());
      } catch (RuntimeException e) {
        lose("it can't be sent", e);
        return;
      }
    }
  }

  // On the producer's thread. Under the same key a second copy replaces the first.
  private void completed(AuditRecords.KeyedEvent event, @Nullable Exception error) {
    if (error == null) {
      metrics.published();
    } else if (error instanceof RetriableException) {
      keep(event, "the broker did not take it in time, and the buffer is full");
    } else {
      lose("the broker refused it", error);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (!closing) {
        // Half for the buffer and a quarter for the producer: the rest is for losses to be counted.
        sendDeadlineNanos = System.nanoTime() + settings.closeLimit().toNanos() / 2;
        closing = true;
      }
    }
    try {
      thread.join(Math.max(1, settings.closeLimit().toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
