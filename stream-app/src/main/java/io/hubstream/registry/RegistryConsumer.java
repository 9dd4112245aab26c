package io.hubstream.registry;

import io.hubstream.records.DesiredState;
import io.hubstream.serving.CatchUp;
import io.hubstream.serving.DesiredModel;
import io.hubstream.serving.LifecycleListener;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the registry from its beginning to its end, then follows it. A row that makes no sense is
 * audited and skipped; when the broker is away it tries again for ever, ever more slowly, and what
 * serves stays as it is.
 *
 * <p>Owner thread: {@code hubstream-registry} owns the Kafka consumer, the fold and everything it
 * tells. Any thread may wait and ask for the position. {@link #close} is idempotent and waits up to
 * five seconds; it closes the Kafka consumer, on its own thread.
 */
public final class RegistryConsumer implements CatchUp, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RegistryConsumer.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  /**
   * Whom the reader tells, on its own thread; nobody may block it for long.
   *
   * @param models takes accepted updates, as {@code ModelManager::submit} does
   * @param audit takes conflicts and refused rows
   * @param reasserter publishes a winner again, as {@code RegistryPublisher::reassert} does
   */
  public record Listeners(
      java.util.function.Consumer<DesiredModel> models,
      LifecycleListener audit,
      java.util.function.Consumer<DesiredState> reasserter,
      RegistryMetrics metrics) {}

  private final Supplier<? extends Consumer<byte[], byte[]>> consumers;
  private final RegistrySettings settings;
  private final RegistryMetrics metrics;
  private final TopicPartition partition;
  private final RegistryFollower follower;
  private final Reasserts reasserts;
  private final EndBarrier barrier = new EndBarrier();
  private final CountDownLatch bootstrapped = new CountDownLatch(1);
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private volatile long position = -1;
  private volatile @Nullable Consumer<byte[], byte[]> current;

  /**
   * @param consumers makes a consumer of bytes, without a group, that reads committed rows only; it
   *     is asked again after an error
   */
  public RegistryConsumer(
      Supplier<? extends Consumer<byte[], byte[]>> consumers,
      Listeners listeners,
      RegistrySettings settings) {
    this.consumers = consumers;
    this.settings = settings;
    this.metrics = listeners.metrics();
    this.partition = new TopicPartition(settings.topic(), 0);
    RegistryFold fold = new RegistryFold();
    this.follower =
        new RegistryFollower(
            fold,
            new RegistryFollower.Listeners(
                listeners.models(), listeners.audit(), listeners.metrics()),
            settings.clock());
    this.reasserts =
        new Reasserts(fold, listeners.reasserter(), settings.reassertDelay(), new Random());
    this.thread = new Thread(this::run, "hubstream-registry");
    thread.setDaemon(true);
  }

  /** Starts reading. */
  public RegistryConsumer start() {
    thread.start();
    return this;
  }

  /**
   * Waits until everything that the registry held at the start has been handed on.
   *
   * @return false when the limit passed first
   */
  public boolean awaitBootstrap(Duration limit) throws InterruptedException {
    return bootstrapped.await(limit.toNanos(), TimeUnit.NANOSECONDS);
  }

  @Override
  public boolean awaitRegistryEnd(Duration limit) throws InterruptedException {
    return barrier.await(limit);
  }

  /**
   * Offset of the next row to read, -1 before the first poll. Every row before it was handed on.
   */
  public long position() {
    return position;
  }

  private void run() {
    Duration pause = settings.firstPause();
    while (!stopped()) {
      long before = position;
      try (Consumer<byte[], byte[]> consumer = consumers.get()) {
        current = consumer;
        follow(consumer);
      } catch (WakeupException e) {
        // Only close wakes it up, and the loop sees that.
        log.debug("the registry reader was woken up");
      } catch (RuntimeException | Error e) {
        // Also out of memory: without this thread no swap would ever arrive, and nobody would know.
        metrics.disconnected();
        pause = position > before ? settings.firstPause() : pause;
        log.warn("reading the registry failed at offset {}, again in {}", position, pause, e);
        pause = sleep(pause);
      }
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    consumer.assign(List.of(partition));
    if (position < 0) {
      consumer.seekToBeginning(List.of(partition));
    } else {
      consumer.seek(partition, position);
    }
    if (bootstrapped.getCount() > 0) {
      bootstrap(consumer);
    }
    while (!stopped()) {
      answer(consumer);
      poll(consumer);
      barrier.at(position);
      for (int i = reasserts.publishDue(System.nanoTime()); i > 0; i--) {
        metrics.reasserted();
      }
    }
  }

  private void bootstrap(Consumer<byte[], byte[]> consumer) {
    long end = endOffset(consumer);
    while (!stopped() && consumer.position(partition) < end) {
      poll(consumer);
    }
    if (!stopped()) {
      position = consumer.position(partition);
      follower.bootstrapped();
      log.info("read the registry up to offset {}", position);
      bootstrapped.countDown();
    }
  }

  private void poll(Consumer<byte[], byte[]> consumer) {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(settings.poll())) {
      // One that waits for a schema registry is not passed over: it is read again, from here.
      RegistryRow row = RegistryRow.of(record, settings.codecs());
      try {
        follower.apply(row);
      } finally {
        // Also when a listener failed: the fold has the row, and must not get it a second time.
        position = record.offset() + 1;
      }
    }
    // May be further than the last row: transactions end with markers, and compaction leaves holes.
    position = consumer.position(partition);
    metrics.position(position);
  }

  private void answer(Consumer<byte[], byte[]> consumer) {
    OptionalLong question = barrier.unanswered();
    if (question.isPresent()) {
      barrier.lookedUp(question.getAsLong(), endOffset(consumer));
      barrier.at(position);
    }
  }

  private long endOffset(Consumer<byte[], byte[]> consumer) {
    Long end = consumer.endOffsets(List.of(partition)).get(partition);
    if (end == null) {
      throw new IllegalStateException("the broker gave no end offset for " + partition);
    }
    return end;
  }

  private Duration sleep(Duration pause) {
    try {
      if (!stopping.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(settings.longestPause()) < 0 ? twice : settings.longestPause();
      }
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but the end of the process.
      stopping.countDown();
      Thread.currentThread().interrupt();
    }
    return pause;
  }

  private boolean stopped() {
    return stopping.getCount() == 0;
  }

  @Override
  public void close() {
    stopping.countDown();
    barrier.close();
    Consumer<byte[], byte[]> consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
