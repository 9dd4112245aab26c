package io.hubstream.bench;

import io.hubstream.bench.workload.Backlog;
import io.hubstream.broker.Topic;
import io.hubstream.broker.Topics;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.content.ContentItem;
import io.hubstream.records.TopicCodecs;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.service.KafkaClients;
import io.hubstream.serving.DesiredVersion;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics of a measurement: makes and deletes them, activates models.
 *
 * <p>Owned by one thread; {@link #close()} gives up the connection.
 */
public final class BenchTopics implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BenchTopics.class);
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final RegistryPublisher.Request REQUEST =
      new RegistryPublisher.Request("hubstream bench", "to be measured");

  private final String bootstrapServers;
  private final Admin admin;

  BenchTopics(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
    this.admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** For questions about groups and offsets. */
  public Admin admin() {
    return admin;
  }

  /** Makes topics and waits until they are there. */
  public void create(Collection<Topic> topics) throws InterruptedException {
    new Topics(admin, LIMIT).create(topics);
  }

  /** Gives their room on the disk back; a topic that stays costs nothing else. */
  public void delete(Collection<String> names) throws InterruptedException {
    try {
      admin.deleteTopics(names).all().get();
    } catch (ExecutionException e) {
      LOG.warn("The topics {} could not be deleted: {}", names, String.valueOf(e.getCause()));
    }
  }

  /** Makes a content topic that waits for its backlog. */
  Backlog backlog(
      String topic, int partitions, List<ContentItem> items, long seed, TopicCodecs codecs)
      throws InterruptedException {
    create(List.of(Topic.of(topic, partitions)));
    return new Backlog(bootstrapServers, topic, partitions, items, seed, codecs);
  }

  /**
   * Makes versions the ones to serve.
   *
   * @param config of any process of the measurement: it names the broker
   */
  public void activate(HubstreamConfig config, List<DesiredVersion> versions)
      throws InterruptedException {
    KafkaClients clients =
        new KafkaClients(config.kafka(), TopicCodecs.of(config.wire().properties()));
    try (Producer<byte[], byte[]> producer = clients.producer()) {
      RegistryPublisher registry =
          clients.registryPublisher(producer, config.topics(), Clock.systemUTC());
      for (DesiredVersion version : versions) {
        registry.activate(version, Optional.empty(), REQUEST);
      }
    } catch (RegistryRefusedException e) {
      throw new IllegalStateException("the registry of the measurement refused a version", e);
    }
  }

  @Override
  public void close() {
    admin.close(LIMIT);
  }
}
