package io.hubstream.bench.latency;

import io.hubstream.config.TopicNames;
import io.hubstream.content.ModelVersion;
import io.hubstream.records.AuditView;
import io.hubstream.records.TopicCodecs;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.verify.CommittedReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;

/**
 * Sees outcomes as a read_committed consumer gets them, and the steps in the life of the models.
 *
 * <p>Owner thread: its own, which looks at nothing of a record but its header, except while the
 * first result of a version is looked for. Any thread may ask. Close ends the thread, within a
 * second.
 */
final class OutcomeReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);
  private static final String LIFECYCLE_KEY = "lifecycle|";

  private final CommittedReader reader;
  private final String audit;
  private final String enriched;
  private final TopicCodecs codecs;
  private final Map<Integer, Samples> stages = new ConcurrentHashMap<>();
  private final BlockingQueue<LifecycleEvent> steps = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile Seen seen = new Seen(0, System.nanoTime());
  private volatile @Nullable RuntimeException failure;
  private volatile @Nullable StampWatch watch;
  private volatile boolean closed;

  /**
   * @param count outcomes of records that were sent on a schedule
   * @param nanos when the last of them came
   */
  record Seen(long count, long nanos) {}

  OutcomeReader(String bootstrapServers, TopicNames topics, TopicCodecs codecs) {
    this.codecs = codecs;
    this.reader = new CommittedReader(Map.of("bootstrap.servers", bootstrapServers));
    this.audit = topics.audit();
    this.enriched = topics.enriched();
    reader.follow(List.of(topics.enriched(), topics.deadLetters(), audit), true);
    this.thread = new Thread(this::read, "hubstream-latency-reader");
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    try {
      while (!closed) {
        take(reader.poll(POLL));
      }
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      reader.close();
    }
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    long now = System.nanoTime();
    long count = 0;
    StampWatch stamps = watch;
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.topic().equals(audit)) {
        takeStep(record);
      } else {
        if (stamps != null && !stamps.isOver() && record.topic().equals(enriched)) {
          stamps.look(record, now);
        }
        Optional<Due> due = Due.of(record.headers());
        if (due.isPresent()) {
          count++;
          Samples samples = stages.get(due.get().stage());
          if (samples != null) {
            samples.add(due.get().nanos(), now);
          }
        }
      }
    }
    if (count > 0) {
      seen = new Seen(seen.count() + count, now);
    }
  }

  /** Spans are left aside: there are many, and the checks look at them afterwards. */
  private void takeStep(ConsumerRecord<byte[], byte[]> record) {
    boolean step =
        record.key() != null
            && new String(record.key(), StandardCharsets.UTF_8).startsWith(LIFECYCLE_KEY);
    if (step && codecs.audit(record) instanceof AuditView.LifecycleView v) {
      steps.add(v.event());
    }
  }

  /** Collects the outcomes of a stage from now on. */
  Samples collect(int stage) {
    return stages.computeIfAbsent(stage, number -> new Samples());
  }

  /**
   * How many outcomes there are so far.
   *
   * @throws IllegalStateException reading failed
   */
  Seen seen() {
    RuntimeException error = failure;
    if (error != null) {
      throw new IllegalStateException("the outcomes could not be read: " + error, error);
    }
    return seen;
  }

  /** Looks for the first result of a version from now on, in place of any other. */
  StampWatch watchFor(ModelVersion version) {
    StampWatch wanted = new StampWatch(version, codecs);
    watch = wanted;
    return wanted;
  }

  /** Steps in the life of the models that nobody has taken yet. */
  BlockingQueue<LifecycleEvent> steps() {
    return steps;
  }

  @Override
  public void close() {
    closed = true;
    try {
      thread.join(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
