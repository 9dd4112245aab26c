package io.hubstream.registry;

import io.hubstream.records.DesiredState;
import io.hubstream.records.RegistryOutageException;
import io.hubstream.records.TopicCodecs;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * One record of the registry topic.
 *
 * @param offset where it stands
 * @param model its key
 * @param content what it says
 */
public record RegistryRow(long offset, String model, Content content) {

  /** What a row says. */
  public sealed interface Content {
    /** A desired state. */
    record Update(DesiredState state) implements Content {}

    /** A null value: the model is retired, and compaction will forget it. */
    record Tombstone() implements Content {}

    /** Nothing that this version can read. */
    record Unreadable(String reason) implements Content {}
  }

  /** As {@link #of(ConsumerRecord, TopicCodecs)}, in Avro's single-object encoding. */
  public static RegistryRow of(ConsumerRecord<byte[], byte[]> record) {
    return of(record, TopicCodecs.SINGLE_OBJECT);
  }

  /**
   * Reads a record; one that makes no sense becomes an unreadable row.
   *
   * @param codecs know the wire format
   * @throws RegistryOutageException nobody knows whether it makes sense
   */
  public static RegistryRow of(ConsumerRecord<byte[], byte[]> record, TopicCodecs codecs) {
    if (record.key() == null) {
      return new RegistryRow(record.offset(), "", new Content.Unreadable("the key is null"));
    }
    String model = new String(record.key(), StandardCharsets.UTF_8);
    return new RegistryRow(record.offset(), model, content(record, model, codecs));
  }

  private static Content content(
      ConsumerRecord<byte[], byte[]> record, String model, TopicCodecs codecs) {
    if (record.value() == null) {
      return new Content.Tombstone();
    }
    try {
      DesiredState state = codecs.update(record);
      return state.model().equals(model)
          ? new Content.Update(state)
          : new Content.Unreadable("the key is not the model's name, " + state.model());
    } catch (SerializationException e) {
      return new Content.Unreadable(String.valueOf(e.getMessage()));
    }
  }
}
