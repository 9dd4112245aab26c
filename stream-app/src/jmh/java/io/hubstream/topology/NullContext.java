package io.hubstream.topology;

import io.hubstream.topology.hook.CommitHookStoreBuilder;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Counts what is forwarded, and does nothing else: Kafka's own mock keeps every record. */
final class NullContext<K, V> implements ProcessorContext<K, V> {
  private static final Cancellable NOT_SCHEDULED = () -> {};

  private final StateStore hook = new CommitHookStoreBuilder(NodeNames.COMMIT_HOOK).build();
  private long offset;
  private long forwarded;

  private record Metadata(String topic, int partition, long offset) implements RecordMetadata {}

  /** The next record has the next offset. */
  void advance() {
    offset++;
  }

  /** Records forwarded so far, spans included. */
  long forwarded() {
    return forwarded;
  }

  @Override
  public <A extends K, B extends V> void forward(Record<A, B> record) {
    forwarded++;
  }

  @Override
  public <A extends K, B extends V> void forward(Record<A, B> record, String childName) {
    forwarded++;
  }

  @Override
  public Optional<RecordMetadata> recordMetadata() {
    return Optional.of(new Metadata("hubstream.content", 0, offset));
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <S extends StateStore> S getStateStore(String name) {
    return (S) hook;
  }

  @Override
  public Cancellable schedule(Duration interval, PunctuationType type, Punctuator callback) {
    return NOT_SCHEDULED;
  }

  @Override
  public Cancellable schedule(
      Instant start, Duration interval, PunctuationType type, Punctuator callback) {
    return NOT_SCHEDULED;
  }

  @Override
  public String applicationId() {
    return "benchmark";
  }

  @Override
  public TaskId taskId() {
    return new TaskId(0, 0);
  }

  @Override
  public Serde<?> keySerde() {
    throw unused();
  }

  @Override
  public Serde<?> valueSerde() {
    throw unused();
  }

  @Override
  public File stateDir() {
    throw unused();
  }

  @Override
  public StreamsMetrics metrics() {
    throw unused();
  }

  @Override
  public void commit() {
    throw unused();
  }

  @Override
  public Map<String, Object> appConfigs() {
    return Map.of();
  }

  @Override
  public Map<String, Object> appConfigsWithPrefix(String prefix) {
    return Map.of();
  }

  @Override
  public long currentSystemTimeMs() {
    return 0;
  }

  @Override
  public long currentStreamTimeMs() {
    return 0;
  }

  private static UnsupportedOperationException unused() {
    return new UnsupportedOperationException("the processor does not use this");
  }
}
