package io.hubstream.watching;

import io.hubstream.records.DesiredState;
import io.hubstream.records.RegistryUpdates;
import io.hubstream.records.TopicCodecs;
import io.hubstream.registry.ProvenVersions;
import io.hubstream.registry.RegistryFold;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRow;
import io.hubstream.registry.RegistrySnapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A registry topic in memory, with the real rules, that can be compacted and be away. */
final class FakeRegistry {
  private static final String TOPIC = "registry";
  private static final RegistryPublisher.Request WATCH =
      new RegistryPublisher.Request("watch", "new version");

  private final List<RegistryRow> rows = new ArrayList<>();
  private Optional<Runnable> beforeSend = Optional.empty();
  private long end;
  private boolean away;
  private int reads;

  RegistrySnapshot snapshot() {
    reads++;
    if (away) {
      throw new TimeoutException("nobody answers");
    }
    RegistryFold fold = new RegistryFold();
    List<RegistrySnapshot.Entry> history = new ArrayList<>();
    for (RegistryRow row : rows) {
      history.add(new RegistrySnapshot.Entry(row, fold.apply(row)));
    }
    return new RegistrySnapshot(
        List.copyOf(fold.inForce()), fold.inForce(DesiredState.ALL_MODELS), history, end);
  }

  /** How a watch sees it. */
  WatchedRegistry watched() {
    return new WatchedRegistry(
        producer(),
        this::snapshot,
        TOPIC,
        new WatchedRegistry.Writing(
            Duration.ofSeconds(1), Clock.systemUTC(), TopicCodecs.SINGLE_OBJECT),
        WATCH,
        ProvenVersions.ALL);
  }

  /** How a person changes it. */
  RegistryPublisher person() {
    return new RegistryPublisher(
        producer(),
        this::snapshot,
        TOPIC,
        Duration.ofSeconds(1),
        Clock.systemUTC(),
        ProvenVersions.ALL);
  }

  private MockProducer<byte[], byte[]> producer() {
    return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
      @Override
      public synchronized Future<RecordMetadata> send(
          ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
        Optional<Runnable> rival = beforeSend;
        beforeSend = Optional.empty();
        rival.ifPresent(Runnable::run);
        long offset = add(RegistryUpdates.read(TOPIC, record.value()));
        return CompletableFuture.completedFuture(
            new RecordMetadata(new TopicPartition(TOPIC, 0), offset, 0, 0, 0, 0));
      }
    };
  }

  private long add(DesiredState state) {
    rows.add(new RegistryRow(end, state.model(), new RegistryRow.Content.Update(state)));
    return end++;
  }

  void tombstone(String model) {
    rows.add(new RegistryRow(end++, model, new RegistryRow.Content.Tombstone()));
  }

  /** Keeps the last row of each model alone. */
  void compact() {
    Map<String, RegistryRow> last = new HashMap<>();
    rows.forEach(row -> last.put(row.model(), row));
    rows.retainAll(last.values());
  }

  void away(boolean now) {
    away = now;
  }

  /** This happens once, before the next update arrives. */
  void beforeNextUpdate(Runnable rival) {
    beforeSend = Optional.of(rival);
  }

  int reads() {
    return reads;
  }

  long rowCount() {
    return end;
  }

  /** Name of the version that should serve. */
  Optional<String> stable(String model) {
    return snapshot()
        .model(model)
        .flatMap(accepted -> accepted.state().stable())
        .map(version -> version.version().version());
  }
}
