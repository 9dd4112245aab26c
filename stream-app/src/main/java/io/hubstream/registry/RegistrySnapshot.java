package io.hubstream.registry;

import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Freeze;
import io.hubstream.records.TopicCodecs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The registry as it was at one moment: for commands that look once.
 *
 * @param models the states in force, sorted by model name
 * @param allModels the state that is about all models: whether they are frozen
 * @param history every row that compaction has left, with what it did, in offset order
 * @param endOffset offset of the next row
 */
public record RegistrySnapshot(
    List<Verdict.Accepted> models,
    Optional<Verdict.Accepted> allModels,
    List<Entry> history,
    long endOffset) {

  public RegistrySnapshot {
    models = List.copyOf(models);
    history = List.copyOf(history);
  }

  /** A row and what it did. */
  public record Entry(RegistryRow row, Verdict verdict) {}

  /** As the one below, of a topic in Avro's single-object encoding. */
  public static RegistrySnapshot read(
      Consumer<byte[], byte[]> consumer, String topic, Duration limit) {
    return read(consumer, topic, limit, TopicCodecs.SINGLE_OBJECT);
  }

  /**
   * Reads the whole topic. The consumer is assigned partition 0 and not closed.
   *
   * @param codecs know the wire format
   * @throws TimeoutException the end was not reached within the limit
   */
  public static RegistrySnapshot read(
      Consumer<byte[], byte[]> consumer, String topic, Duration limit, TopicCodecs codecs) {
    TopicPartition partition = new TopicPartition(topic, 0);
    long deadline = System.nanoTime() + limit.toNanos();
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    Long end = consumer.endOffsets(List.of(partition), limit).get(partition);
    long endOffset = end == null ? 0 : end;
    RegistryFold fold = new RegistryFold();
    List<Entry> history = new ArrayList<>();
    while (consumer.position(partition, limit) < endOffset) {
      if (System.nanoTime() - deadline >= 0) {
        throw new TimeoutException(
            "the end of %s, offset %d, was not reached within %s"
                .formatted(topic, endOffset, limit));
      }
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        RegistryRow row = RegistryRow.of(record, codecs);
        history.add(new Entry(row, fold.apply(row)));
      }
    }
    List<Verdict.Accepted> models =
        fold.inForce().stream()
            .filter(accepted -> !accepted.state().model().equals(DesiredState.ALL_MODELS))
            .toList();
    return new RegistrySnapshot(models, fold.inForce(DesiredState.ALL_MODELS), history, endOffset);
  }

  /** The state in force of a model. */
  public Optional<Verdict.Accepted> model(String name) {
    return models.stream().filter(m -> m.state().model().equals(name)).findFirst();
  }

  /** The freeze of all models, while there is one. */
  public Optional<Freeze> freezeOfAll() {
    return allModels.flatMap(all -> all.state().freeze());
  }

  /** What holds changes of a model, in words: a freeze of its own, or that of all models. */
  public Optional<String> held(String model) {
    return model(model)
        .flatMap(current -> current.state().freeze())
        .map(freeze -> "model %s is %s".formatted(model, freeze.described()))
        .or(() -> freezeOfAll().map(freeze -> "all models are " + freeze.described()));
  }

  /** The rows of one model. */
  public List<Entry> history(String name) {
    return history.stream().filter(entry -> entry.row().model().equals(name)).toList();
  }

  /** Why the row at this offset was refused; empty when it was not, or is not there any more. */
  public Optional<String> refusal(long offset) {
    return history.stream()
        .filter(entry -> entry.row().offset() == offset)
        .findFirst()
        .map(Entry::verdict)
        .flatMap(
            verdict ->
                verdict instanceof Verdict.Conflict conflict
                    ? Optional.of("CONFLICT, another change was faster: " + conflict.reason())
                    : verdict instanceof Verdict.Held held
                        ? Optional.of("held, " + held.reason())
                        : Optional.empty());
  }

  /** Whether the row at this offset was accepted; empty when compaction has taken it. */
  public Optional<Boolean> accepted(long offset) {
    return history.stream()
        .filter(entry -> entry.row().offset() == offset)
        .findFirst()
        .map(
            entry ->
                !(entry.verdict() instanceof Verdict.Conflict
                    || entry.verdict() instanceof Verdict.Held));
  }
}
