package io.hubstream.records;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.ContentItem;
import io.hubstream.schemas.ContentEvent;
import io.hubstream.schemas.ContentEventDeserializer;
import io.hubstream.schemas.ContentEventSerializer;
import io.hubstream.schemas.EnrichedContentDeserializer;
import io.hubstream.schemas.EnrichedContentSerializer;
import io.hubstream.schemas.EventDeserializer;
import io.hubstream.schemas.EventSerializer;
import io.hubstream.schemas.ModelAudit;
import io.hubstream.schemas.ModelAuditDeserializer;
import io.hubstream.schemas.ModelAuditSerializer;
import io.hubstream.schemas.ModelDesiredStateDeserializer;
import io.hubstream.schemas.ModelDesiredStateSerializer;
import io.hubstream.schemas.SchemaRegistryRefusedException;
import io.hubstream.schemas.SchemaRegistryUnavailableException;
import io.hubstream.schemas.WireFrame;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The records of each topic in its wire format.
 *
 * <p>Owner thread: none; any may call. A format with a registry makes the first record of a schema
 * wait for it, within a limit. Nothing to close.
 */
public final class TopicCodecs {
  /** Avro's single-object encoding for every topic. */
  public static final TopicCodecs SINGLE_OBJECT = of(Map.of());

  private final ContentEventDeserializer contentReader = new ContentEventDeserializer();
  private final ContentEventSerializer contentWriter = new ContentEventSerializer();
  private final EnrichedContentDeserializer enrichedReader = new EnrichedContentDeserializer();
  private final EnrichedContentSerializer enrichedWriter = new EnrichedContentSerializer();
  private final ModelAuditDeserializer auditReader = new ModelAuditDeserializer();
  private final ModelAuditSerializer auditWriter = new ModelAuditSerializer();
  private final ModelDesiredStateDeserializer updateReader = new ModelDesiredStateDeserializer();
  private final ModelDesiredStateSerializer updateWriter = new ModelDesiredStateSerializer();

  /** A value, and the headers that its wire format needs. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Encoded(byte[] value, Headers headers) {}

  private TopicCodecs(Map<String, ?> settings) {
    Stream.of(contentReader, enrichedReader, auditReader, updateReader)
        .forEach(reader -> reader.configure(settings, false));
    Stream.of(contentWriter, enrichedWriter, auditWriter, updateWriter)
        .forEach(writer -> writer.configure(settings, false));
  }

  /**
   * @param settings {@code wire.format} and what belongs to it
   * @throws ConfigException one of them makes no sense
   */
  public static TopicCodecs of(Map<String, ?> settings) {
    return new TopicCodecs(settings);
  }

  /**
   * Reads a content event.
   *
   * @throws BadRecordException MALFORMED_EVENT, saying whether framing, schema or content is wrong
   * @throws RegistryOutageException nobody knows whether it is a good one
   */
  public ContentItem content(String topic, Headers headers, byte[] value)
      throws BadRecordException {
    try {
      return ContentEvents.read(contentReader, topic, headers, value);
    } catch (SchemaRegistryUnavailableException e) {
      throw new RegistryOutageException(e.registry(), e);
    }
  }

  /**
   * Reads a result.
   *
   * @throws SerializationException the record is none
   * @throws RegistryOutageException nobody knows whether it is a good one
   */
  public EnrichedView enriched(ConsumerRecord<byte[], byte[]> record) {
    return EnrichedRecords.view(read(enrichedReader, record));
  }

  /**
   * Reads an audit event.
   *
   * @throws SerializationException the record is none
   * @throws RegistryOutageException nobody knows whether it is a good one
   */
  public AuditView audit(ConsumerRecord<byte[], byte[]> record) {
    return AuditRecords.view(read(auditReader, record));
  }

  /**
   * Reads an audit event that lies elsewhere than in its topic.
   *
   * @throws SerializationException the value is none
   */
  public AuditView audit(String topic, byte[] value) {
    return audit(new ConsumerRecord<>(topic, 0, 0, new byte[0], value));
  }

  /**
   * Reads a desired state; a tombstone is none.
   *
   * @throws SerializationException the record is none
   * @throws RegistryOutageException nobody knows whether it is a good one
   */
  public DesiredState update(ConsumerRecord<byte[], byte[]> record) {
    try {
      return RegistryUpdates.read(updateReader, record.topic(), record.headers(), record.value());
    } catch (SchemaRegistryUnavailableException e) {
      throw new RegistryOutageException(e.registry(), e);
    }
  }

  private static <T extends SpecificRecordBase> T read(
      EventDeserializer<T> reader, ConsumerRecord<byte[], byte[]> record) {
    T value;
    try {
      value = reader.deserialize(record.topic(), record.headers(), record.value());
    } catch (SchemaRegistryUnavailableException e) {
      throw new RegistryOutageException(e.registry(), e);
    }
    if (value == null) {
      throw new SerializationException("a null value is no record of topic " + record.topic());
    }
    return value;
  }

  /**
   * Writes a content event.
   *
   * @throws RegistryOutageException the registry does not say which id the schema has
   */
  public Encoded encode(String topic, ContentItem item) {
    ContentEvent event = ContentEvents.toAvro(item);
    return write(contentWriter, topic, event);
  }

  /**
   * Writes a desired state.
   *
   * @throws RegistryOutageException the registry does not say which id the schema has
   */
  public Encoded encode(String topic, DesiredState state) {
    return write(updateWriter, topic, RegistryUpdates.toAvro(state));
  }

  Encoded encode(String topic, ModelAudit event) {
    return write(auditWriter, topic, event);
  }

  WireFrame enrichedFrame(String topic) {
    return orOutage(enrichedWriter.registry().orElse(""), () -> enrichedWriter.frame(topic));
  }

  private static <T extends SpecificRecordBase> Encoded write(
      EventSerializer<T> writer, String topic, T record) {
    Headers headers = new RecordHeaders();
    byte[] value =
        orOutage(
            writer.registry().orElse(""),
            () -> Objects.requireNonNull(writer.serialize(topic, headers, record)));
    return new Encoded(value, headers);
  }

  private static <T> T orOutage(String registry, Supplier<T> question) {
    try {
      return question.get();
    } catch (SchemaRegistryUnavailableException | SchemaRegistryRefusedException e) {
      throw new RegistryOutageException(registry, e);
    }
  }

  /** The topics that {@link #check} is about. */
  public record Topics(String content, String enriched, String audit, String modelRegistry) {}

  /**
   * Asks the registries for all that a service needs of them, so that one that is out of reach is
   * found out before the first record. Without a registry it does nothing.
   *
   * @throws RegistryOutageException saying which registry, and what to do
   */
  public void check(Topics topics) {
    checkReader(contentReader, topics.content());
    checkWriter(enrichedWriter, topics.enriched());
    checkLifecycle(topics.audit(), topics.modelRegistry());
  }

  /**
   * As {@link #check}, for what changes the registry and touches no content.
   *
   * @throws RegistryOutageException saying which registry, and what to do
   */
  public void checkLifecycle(String audit, String modelRegistry) {
    checkReader(updateReader, modelRegistry);
    checkWriter(auditWriter, audit);
    checkWriter(updateWriter, modelRegistry);
  }

  private static void checkReader(EventDeserializer<?> reader, String topic) {
    orOutage(
        reader.registry().orElse(""),
        () -> {
          reader.check(topic);
          return topic;
        });
  }

  private static void checkWriter(EventSerializer<?> writer, String topic) {
    orOutage(writer.registry().orElse(""), () -> writer.frame(topic));
  }

  /** Whether a registry of this name is asked for content. */
  public boolean isRegistry(String name) {
    return contentReader.registry().filter(name::equals).isPresent();
  }

  /**
   * Whether the registry that is asked for content answers again.
   *
   * @param topic of the content
   */
  public boolean available(String topic) {
    try {
      contentReader.check(topic);
      return true;
    } catch (SchemaRegistryUnavailableException e) {
      return false;
    } catch (SchemaRegistryRefusedException e) {
      // It answers.
      return true;
    }
  }

  /** Names of the registries that are used, for people; empty where none is. */
  public List<String> registries() {
    return Stream.of(
            contentReader.registry(),
            enrichedReader.registry(),
            auditReader.registry(),
            updateReader.registry())
        .flatMap(name -> name.stream())
        .distinct()
        .toList();
  }
}
