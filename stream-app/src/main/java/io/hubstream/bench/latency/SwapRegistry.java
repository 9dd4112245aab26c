package io.hubstream.bench.latency;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.records.TopicCodecs;
import io.hubstream.registry.ProvenVersions;
import io.hubstream.registry.RegistryPublisher;
import io.hubstream.registry.RegistryRefusedException;
import io.hubstream.registry.RegistrySnapshot;
import io.hubstream.service.KafkaClients;
import io.hubstream.serving.DesiredVersion;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Asks for versions, over connections that stay open: opening them costs more than a swap.
 *
 * <p>Owned by one thread. Close gives up the connections.
 */
final class SwapRegistry implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final RegistryPublisher.Request REQUEST =
      new RegistryPublisher.Request("hubstream bench latency", "to be measured");

  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;
  private final RegistryPublisher publisher;

  SwapRegistry(HubstreamConfig config) {
    TopicCodecs codecs = TopicCodecs.of(config.wire().properties());
    KafkaClients clients = new KafkaClients(config.kafka(), codecs);
    String topic = config.topics().modelRegistry();
    this.producer = clients.producer();
    this.consumer = clients.registryConsumer();
    this.publisher =
        new RegistryPublisher(
            producer,
            () -> RegistrySnapshot.read(consumer, topic, LIMIT, codecs),
            topic,
            LIMIT,
            Clock.systemUTC(),
            ProvenVersions.ALL,
            codecs);
    RegistrySnapshot.read(consumer, topic, LIMIT, codecs);
  }

  void activate(DesiredVersion version) throws InterruptedException {
    try {
      publisher.activate(version, Optional.empty(), REQUEST);
    } catch (RegistryRefusedException e) {
      throw new IllegalStateException("the registry of the measurement refused a version", e);
    }
  }

  @Override
  public void close() {
    producer.close();
    consumer.close();
  }
}
