package io.hubstream.service;

import io.hubstream.config.KafkaSettings;
import io.hubstream.config.TopicNames;
import io.hubstream.preflight.FailureWords;
import io.hubstream.records.TopicCodecs;
import io.hubstream.registry.ProvenVersions;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistrySnapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Clients beside those of Kafka Streams. Whoever asks for one closes it. */
public final class KafkaClients {
  private static final Duration REGISTRY_LIMIT = Duration.ofSeconds(30);

  private static final int REGISTRY_FETCH_WAIT_MS = 50;

  private final KafkaSettings settings;
  private final TopicCodecs codecs;

  /** Whoever reads or writes the registry gets Avro's single-object encoding. */
  public KafkaClients(KafkaSettings settings) {
    this(settings, TopicCodecs.SINGLE_OBJECT);
  }

  /**
   * @param codecs know the wire format of the registry
   */
  public KafkaClients(KafkaSettings settings, TopicCodecs codecs) {
    this.settings = settings;
    this.codecs = codecs;
  }

  /**
   * An admin client.
   *
   * @throws io.hubstream.preflight.PreflightException it cannot be made: no token, no such host
   */
  public Admin admin() {
    try {
      return Admin.create(settings.adminProperties());
    } catch (KafkaException e) {
      throw new FailureWords(settings, String.join(",", settings.bootstrapServers())).thrown(e);
    }
  }

  /** A consumer of bytes without a group, that reads committed records from the beginning. */
  public Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        consumerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * A consumer of bytes without a group, that reads what is not committed yet, too: what is behind
   * an open transaction.
   */
  public Consumer<byte[], byte[]> uncommittedConsumer() {
    Map<String, Object> properties = consumerProperties();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, REGISTRY_FETCH_WAIT_MS);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> consumerProperties() {
    Map<String, Object> properties = settings.consumerProperties();
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return properties;
  }

  /**
   * A consumer for the registry's reader: a fetch that waits for rows holds back the answer to a
   * question for the end of the topic, so it waits shortly.
   */
  public Consumer<byte[], byte[]> registryConsumer() {
    Map<String, Object> properties = consumerProperties();
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, REGISTRY_FETCH_WAIT_MS);
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** An idempotent producer of bytes. */
  public Producer<byte[], byte[]> producer() {
    Map<String, Object> properties = settings.producerProperties();
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** A publisher of desired states over a producer of the caller's. */
  public RegistryPublisher registryPublisher(
      Producer<byte[], byte[]> producer, TopicNames topics, Clock clock) {
    String topic = topics.modelRegistry();
    return new RegistryPublisher(
        producer,
        () -> registrySnapshot(topic),
        topic,
        REGISTRY_LIMIT,
        clock,
        provenVersions(topics),
        codecs);
  }

  /** Which versions have proved good, by what the audit tells. */
  public ProvenVersions provenVersions(TopicNames topics) {
    return new AuditedVersions(this::uncommittedConsumer, topics.audit(), codecs, REGISTRY_LIMIT);
  }

  /** The registry as it stands now. */
  public RegistrySnapshot registrySnapshot(String topic) {
    try (Consumer<byte[], byte[]> consumer = registryConsumer()) {
      return RegistrySnapshot.read(consumer, topic, REGISTRY_LIMIT, codecs);
    }
  }
}
