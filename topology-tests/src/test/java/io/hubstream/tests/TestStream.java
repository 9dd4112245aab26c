package io.hubstream.tests;

import io.hubstream.broker.ServiceTopics;
import io.hubstream.broker.Topics;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.TopicNames;
import io.hubstream.content.ContentItem;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Payload;
import io.hubstream.records.ContentEvents;
import io.hubstream.registry.ProvenVersions;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.service.EnrichmentService;
import io.hubstream.service.ServiceParts;
import io.hubstream.testing.Versions;
import io.hubstream.verify.TopicVerifier;
import io.hubstream.verify.Verification;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Topics and an application id of a test's own on the shared broker, and what a test does there.
 */
final class TestStream implements AutoCloseable {
  final String id = "t" + UUID.randomUUID().toString().substring(0, 8);
  final TopicNames topics =
      new TopicNames(
          id + ".content", id + ".enriched", id + ".audit", id + ".dead-letters", id + ".registry");
  private final Path dir;
  private final Map<String, Object> client;
  private final Producer<byte[], byte[]> producer;
  private final Map<String, String> settings = new HashMap<>();
  private final Admin admin;
  private final int partitions;

  TestStream(Path dir, int partitions) throws InterruptedException {
    this(dir, partitions, TestBroker.bootstrapServers());
  }

  /** On a broker of the test's own, which lets everybody in at this address. */
  TestStream(Path dir, int partitions, String servers) throws InterruptedException {
    this.dir = dir;
    this.partitions = partitions;
    this.client = Map.of("bootstrap.servers", servers);
    this.producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
    this.admin = Admin.create(client);
    new Topics(admin, Duration.ofSeconds(30)).create(ServiceTopics.of(topics, partitions));
  }

  /** Where the broker is. */
  Map<String, Object> client() {
    return client;
  }

  /** Changes a setting of every service that is made from now on. */
  TestStream with(String key, String value) {
    settings.put(key, value);
    return this;
  }

  HubstreamConfig config(String instance) {
    return ConfigLoader.of(settings(instance));
  }

  /** The settings of an instance, as its file would have them. */
  Map<String, String> settings(String instance) {
    Map<String, String> all = new HashMap<>();
    all.put("bootstrap.servers", client.get("bootstrap.servers").toString());
    all.put("application.id", id);
    all.put("instance.id", instance);
    all.put("state.dir", dir.resolve("state").toString());
    all.put("models.cache.dir", dir.resolve("cache-" + instance).toString());
    // On a disk, what is missing stays missing.
    all.put("models.store.settle.ms", "0");
    all.put("topics.content", topics.content());
    all.put("topics.enriched", topics.enriched());
    all.put("topics.audit", topics.audit());
    all.put("topics.dead-letters", topics.deadLetters());
    all.put("topics.model-registry", topics.modelRegistry());
    all.put("http.port", "-1");
    all.put("stream.threads", "1");
    all.put("session.timeout.ms", "6000");
    all.putAll(settings);
    return all;
  }

  /** A service of these parts, not started. */
  EnrichmentService service(String instance, ServiceParts parts) {
    return EnrichmentService.create(config(instance), parts);
  }

  /** Publishes texts with the ids {@code from} to {@code to - 1}, and waits for the broker. */
  void publish(int from, int to) {
    for (int i = from; i < to; i++) {
      publish("item-" + i, "text/plain", "text number " + i);
    }
    producer.flush();
  }

  void publish(String contentId, String mediaType, String text) {
    publish(contentId, mediaType, new Payload.Inline(ByteBuffer.wrap(bytes(text))));
  }

  void publish(String contentId, String mediaType, Payload payload) {
    send(
        new ProducerRecord<>(
            topics.content(), bytes(contentId), event(contentId, mediaType, payload)));
  }

  /** Sends a record as it is; {@link #flush} waits for it. */
  void send(ProducerRecord<byte[], byte[]> record) {
    producer.send(record);
  }

  /** Waits until the broker has everything that was published. */
  void flush() {
    producer.flush();
  }

  static byte[] event(String contentId, String mediaType, Payload payload) {
    return ContentEvents.write(
        new ContentItem(
            contentId,
            Optional.empty(),
            mediaType,
            payload,
            Optional.of(contentId),
            Map.of(),
            Instant.now()));
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Asks for a version that the fakes make up. */
  void activate(String model, int number) {
    try {
      registry()
          .activate(
              Versions.wanted(Versions.version(model, number)),
              Optional.empty(),
              new RegistryPublisher.Request("tester", "version " + number));
    } catch (RegistryRefusedException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  RegistryPublisher registry() {
    return registry(this::registrySnapshot);
  }

  /** A publisher that believes what it is told of the registry. */
  RegistryPublisher registry(Supplier<RegistrySnapshot> snapshots) {
    return new RegistryPublisher(
        producer,
        snapshots,
        topics.modelRegistry(),
        Duration.ofSeconds(20),
        Clock.systemUTC(),
        ProvenVersions.ALL);
  }

  RegistrySnapshot registrySnapshot() {
    Map<String, Object> properties = new HashMap<>(client);
    properties.put("isolation.level", "read_committed");
    properties.put("auto.offset.reset", "earliest");
    // Close waits for the fetch that is under way.
    properties.put("fetch.max.wait.ms", "20");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return RegistrySnapshot.read(consumer, topics.modelRegistry(), Duration.ofSeconds(20));
    }
  }

  /** How many records of the content topic the application has not committed. */
  long lag() throws Exception {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(id).partitionsToOffsetAndMetadata().get();
    long lag = 0;
    for (int partition = 0; partition < partitions; partition++) {
      TopicPartition key = new TopicPartition(topics.content(), partition);
      long end =
          admin.listOffsets(Map.of(key, OffsetSpec.latest())).partitionResult(key).get().offset();
      OffsetAndMetadata position = committed.get(key);
      lag += end - (position == null ? 0 : position.offset());
    }
    return lag;
  }

  /** Waits until everything that was published has been committed. */
  void awaitNoLag() throws Exception {
    Eventually.until("no lag", () -> lag() == 0);
  }

  /** How many partitions of the content topic each member of the group has, by its instance. */
  Map<String, Integer> assignment() throws Exception {
    Map<String, Integer> assigned = new HashMap<>();
    admin
        .describeConsumerGroups(List.of(id))
        .describedGroups()
        .get(id)
        .get()
        .members()
        .forEach(
            member ->
                assigned.merge(
                    member.groupInstanceId().orElse(""),
                    member.assignment().topicPartitions().size(),
                    Integer::sum));
    return assigned;
  }

  /** Whether a model's version serves on an instance. */
  static boolean serves(EnrichmentService service, ModelVersion version) {
    return service.models().stream()
        .anyMatch(status -> status.serving().equals(Optional.of(version)));
  }

  Verification verify() {
    return verify(TopicVerifier.Listener.NONE);
  }

  Verification verify(TopicVerifier.Listener listener) {
    return new TopicVerifier(
            client,
            new TopicVerifier.Sources(
                topics.content(), topics.enriched(), topics.deadLetters(), topics.audit()))
        .verify(listener);
  }

  @Override
  public void close() {
    producer.close();
    admin.close(Duration.ofSeconds(5));
  }
}
