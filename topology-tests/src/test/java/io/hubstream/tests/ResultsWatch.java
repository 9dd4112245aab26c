package io.hubstream.tests;

import io.hubstream.content.SourcePosition;
import io.hubstream.records.EnrichedRecords;
import io.hubstream.records.EnrichedView;
import io.hubstream.verify.CommittedReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Watches results become visible to a read_committed consumer, all the time, on a thread of its
 * own: which ones, and for how long none came.
 */
final class ResultsWatch implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);

  private final CommittedReader reader;
  private final String topic;
  private final Thread thread = new Thread(this::run, "results-watch");
  private final List<Seen> seen = new ArrayList<>();
  private long lastNanos = System.nanoTime();
  private long longestNanos;
  private volatile boolean stopped;
  private volatile Throwable failure;

  /**
   * A result: where its record stood, which version of the first model made it, and where.
   *
   * @param nanos when it was seen, by {@link System#nanoTime()}
   */
  record Seen(SourcePosition position, String version, String instance, long nanos) {}

  ResultsWatch(TestStream stream) {
    this.reader = new CommittedReader(stream.client());
    this.topic = stream.topics.enriched();
    reader.follow(List.of(topic), true);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      while (!stopped) {
        List<Seen> found = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : reader.poll(POLL)) {
          if (record.value() != null) {
            found.add(seen(EnrichedRecords.read(topic, record.value())));
          }
        }
        took(found);
      }
    } catch (RuntimeException | Error e) {
      failure = e;
    } finally {
      reader.close();
    }
  }

  private static Seen seen(EnrichedView result) {
    return new Seen(
        result.position(),
        result.results().get(0).version().version(),
        result.instance(),
        System.nanoTime());
  }

  private synchronized void took(List<Seen> found) {
    long now = System.nanoTime();
    longestNanos = Math.max(longestNanos, now - lastNanos);
    if (!found.isEmpty()) {
      lastNanos = now;
      seen.addAll(found);
    }
  }

  /** How many results were seen so far. */
  synchronized int count() {
    return seen.size();
  }

  /** Waits until that many results were seen. */
  void await(int results) throws Exception {
    Eventually.until(
        "%d results, there are %d".formatted(results, count()),
        () -> alive() && count() >= results);
  }

  /** Waits until this many more results of this kind were seen. */
  void awaitMore(int results, String what, Predicate<Seen> kind) throws Exception {
    long before = count(kind);
    Eventually.until(what, () -> alive() && count(kind) >= before + results);
  }

  synchronized long count(Predicate<Seen> kind) {
    return seen.stream().filter(kind).count();
  }

  /** When the first result of a version was seen, by {@link System#nanoTime()}. */
  synchronized long firstOf(String version) {
    return seen.stream()
        .filter(result -> result.version().equals(version))
        .mapToLong(Seen::nanos)
        .findFirst()
        .orElseThrow();
  }

  /** The versions of a partition's results, by offset. */
  synchronized List<Integer> versions(int partition) {
    return seen.stream()
        .filter(result -> result.position().partition() == partition)
        .sorted(Comparator.comparingLong(result -> result.position().offset()))
        .map(result -> Integer.valueOf(result.version()))
        .toList();
  }

  /** Forgets how long nothing came, but not since when nothing has come. */
  synchronized void forgetStandstill() {
    longestNanos = 0;
  }

  /** The longest time without a new result, since the last call of {@link #forgetStandstill}. */
  synchronized Duration longestStandstill() {
    return Duration.ofNanos(longestNanos);
  }

  private boolean alive() {
    if (failure != null) {
      throw new AssertionError("the watch failed", failure);
    }
    return true;
  }

  @Override
  public void close() {
    stopped = true;
    try {
      thread.join(Eventually.LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
