package io.hubstream.verify;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Watches outcomes become visible to a read_committed consumer: how many, how late after their
 * record's timestamp, and the longest standstill.
 *
 * <p>Owned by one thread. Memory: four bytes an outcome.
 */
public final class OutcomeWatch implements AutoCloseable {
  private final CommittedReader reader;
  private final Clock clock;
  private int[] latenciesMs = new int[1_024];
  private int count;
  private long firstMs;
  private long lastMs;
  private long longestStandstillMs;

  /** Starts watching from the beginning of the topics. */
  public OutcomeWatch(
      Map<String, Object> consumerProperties, List<String> outcomeTopics, Clock clock) {
    this.reader = new CommittedReader(consumerProperties);
    this.clock = clock;
    reader.follow(outcomeTopics, true);
  }

  /**
   * Takes in what became visible.
   *
   * @return outcomes seen since the beginning
   */
  public int poll(Duration limit) {
    var records = reader.poll(limit);
    long now = clock.millis();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      add((int) Math.max(0, Math.min(Integer.MAX_VALUE, now - record.timestamp())));
    }
    if (!records.isEmpty()) {
      if (firstMs == 0) {
        firstMs = now;
      } else {
        longestStandstillMs = Math.max(longestStandstillMs, now - lastMs);
      }
      lastMs = now;
    }
    return count;
  }

  private void add(int latencyMs) {
    if (count == latenciesMs.length) {
      latenciesMs = Arrays.copyOf(latenciesMs, count * 2);
    }
    latenciesMs[count++] = latencyMs;
  }

  /** Outcomes seen. */
  public int count() {
    return count;
  }

  /** When the last outcome was seen, milliseconds since 1970; 0 for never. */
  public long lastSeenMs() {
    return lastMs;
  }

  /** Longest time between two polls that brought something. */
  public Duration longestStandstill() {
    return Duration.ofMillis(longestStandstillMs);
  }

  /**
   * A quantile of the time from a record's timestamp to its visible outcome.
   *
   * @param quantile 0 to 1
   */
  public Duration latency(double quantile) {
    if (count == 0) {
      return Duration.ZERO;
    }
    int[] sorted = Arrays.copyOf(latenciesMs, count);
    Arrays.sort(sorted);
    int index = (int) Math.ceil(quantile * count) - 1;
    return Duration.ofMillis(sorted[Math.max(0, Math.min(count - 1, index))]);
  }

  @Override
  public void close() {
    reader.close();
  }
}
