package io.hubstream.bench.latency;

import io.hubstream.content.ModelVersion;
import io.hubstream.records.TopicCodecs;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Waits for the first result that bears the stamp of a version. One thread shows it records,
 * another one waits.
 */
final class StampWatch {
  private final ModelVersion version;
  private final TopicCodecs codecs;
  private final CountDownLatch seen = new CountDownLatch(1);
  private volatile long nanos;

  /**
   * @param codecs know the wire format
   */
  StampWatch(ModelVersion version, TopicCodecs codecs) {
    this.codecs = codecs;
    this.version = version;
  }

  /** Whether it was seen: there is no more to look for. */
  boolean isOver() {
    return seen.getCount() == 0;
  }

  /**
   * @param record of the enriched topic
   * @param now when it came, by {@link System#nanoTime()}
   */
  void look(ConsumerRecord<byte[], byte[]> record, long now) {
    if (isOver() || record.value() == null) {
      return;
    }
    boolean stamped =
        codecs.enriched(record).results().stream()
            .anyMatch(result -> result.version().equals(version));
    if (stamped) {
      nanos = now;
      seen.countDown();
    }
  }

  /** When it came, by {@link System#nanoTime()}; empty if it did not in time. */
  Optional<Long> await(long limitNanos) throws InterruptedException {
    return seen.await(Math.max(0, limitNanos), TimeUnit.NANOSECONDS)
        ? Optional.of(nanos)
        : Optional.empty();
  }
}
