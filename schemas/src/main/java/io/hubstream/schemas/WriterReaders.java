package io.hubstream.schemas;

import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.cache.Cache;
import org.apache.kafka.common.cache.LRUCache;
import org.apache.kafka.common.cache.SynchronizedCache;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Readers for the schemas of writers, by the id that a registry gave them. What a registry does not
 * know is asked for again after half a minute, so that a topic full of strange records does not
 * flood it.
 *
 * <p>Owner thread: none; any may call, and waits for the registry at the first record of a schema.
 */
final class WriterReaders<T extends SpecificRecordBase> {
  private static final long MISSING_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final RecordType<T> type;
  private final SchemaRegistry registry;
  private final Cache<String, DatumReader<T>> readers;
  private final Cache<String, Refused> refused;

  /**
   * An id that makes no reader: it is not asked for with each record.
   *
   * @param nanos when that was found out
   */
  private record Refused(long nanos, String why) {
    boolean isFresh() {
      return System.nanoTime() - nanos < MISSING_NANOS;
    }
  }

  /**
   * @param size readers that are kept
   */
  WriterReaders(RecordType<T> type, SchemaRegistry registry, int size) {
    this.type = type;
    this.registry = registry;
    this.readers = new SynchronizedCache<>(new LRUCache<>(size));
    this.refused = new SynchronizedCache<>(new LRUCache<>(size));
  }

  /**
   * @throws SerializationException there is no such schema, or it is that of another record
   * @throws SchemaRegistryUnavailableException the registry does not say
   */
  DatumReader<T> reader(String topic, String id) {
    DatumReader<T> known = readers.get(id);
    if (known == null) {
      known = type.reader(writer(topic, id));
      readers.put(id, known);
    }
    return known;
  }

  private Schema writer(String topic, String id) {
    Refused before = refused.get(id);
    if (before != null && before.isFresh()) {
      throw type.failure(topic, before.why());
    }
    Optional<String> text = registry.schemaOf(id);
    if (text.isEmpty()) {
      throw refused(
          topic,
          id,
          "its schema has the id %s, which %s does not know: check that the producer uses the same registry"
              .formatted(id, registry.name()));
    }
    return parsed(topic, id, text.get());
  }

  private Schema parsed(String topic, String id, String text) {
    Schema writer;
    try {
      writer = new Schema.Parser().parse(text);
    } catch (AvroRuntimeException e) {
      throw refused(
          topic,
          id,
          "what %s has under the id %s is no Avro schema that stands alone"
              .formatted(registry.name(), id));
    }
    if (writer.getType() != Schema.Type.RECORD
        || !writer.getFullName().equals(type.schema().getFullName())) {
      throw refused(
          topic,
          id,
          "its schema, the id %s, is that of %s: check that the topic holds this record"
              .formatted(id, writer.getFullName()));
    }
    return writer;
  }

  private SerializationException refused(String topic, String id, String why) {
    refused.put(id, new Refused(System.nanoTime(), why));
    return type.failure(topic, why);
  }
}
