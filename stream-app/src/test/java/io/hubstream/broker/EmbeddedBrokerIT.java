package io.hubstream.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String TOPIC = "letters";

  @TempDir Path dir;

  @Test
  void shouldKeepRecordsAndAddressWhenStartedAgainOnTheSameFolder() throws Exception {
    // Given
    String address;
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
      address = broker.bootstrapServers();
      create(broker, Topic.of(TOPIC, 2));
      send(broker, "a");
    }

    // When
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
      send(broker, "b");

      // Then
      assertThat(broker.bootstrapServers()).isEqualTo(address).startsWith("127.0.0.1:");
      assertThat(read(broker)).containsExactly("a", "b");
      assertThat(broker.failure()).isEmpty();
    }
  }

  @Test
  void shouldHaveAllTopicsReadyWhenCreateReturns() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
      create(broker, Topic.of(TOPIC, 3), Topic.compacted("states", 1));
      // A second time changes nothing.
      create(broker, Topic.of(TOPIC, 3));

      try (Admin admin = admin(broker)) {
        Topics topics = new Topics(admin, LIMIT);
        assertThat(topics.partitions(List.of(TOPIC, "states")))
            .isEqualTo(Map.of(TOPIC, 3, "states", 1));
        assertThat(topics.missing(List.of(TOPIC, "nowhere"))).containsExactly("nowhere");
        assertThatThrownBy(
                () -> new Topics(admin, Duration.ofMillis(300)).describe(List.of("nowhere")))
            .isInstanceOf(TopicException.class)
            .hasMessageContaining("nowhere");
      }
    }
  }

  @Test
  void shouldNotMakeTopicsByItselfWhenAProducerNamesOne() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir);
        Admin admin = admin(broker)) {
      assertThatThrownBy(() -> admin.describeTopics(List.of("nowhere")).allTopicNames().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }
  }

  @Test
  void shouldTakeAnotherPortWhenTheKeptOneIsTaken() throws Exception {
    String first;
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
      first = broker.bootstrapServers();
    }
    int port = Integer.parseInt(first.substring(first.indexOf(':') + 1));
    try (ServerSocket thief =
            new ServerSocket(port, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        EmbeddedBroker broker = EmbeddedBroker.start(dir)) {
      assertThat(broker.bootstrapServers()).isNotEqualTo("127.0.0.1:" + thief.getLocalPort());
      create(broker, Topic.of(TOPIC, 1));
    }
  }

  private static Admin admin(EmbeddedBroker broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }

  private static void create(EmbeddedBroker broker, Topic... topics) throws InterruptedException {
    try (Admin admin = admin(broker)) {
      new Topics(admin, LIMIT).create(List.of(topics));
    }
  }

  private static void send(EmbeddedBroker broker, String value) throws Exception {
    Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
      producer.send(new ProducerRecord<>(TOPIC, 0, null, value)).get();
    }
  }

  private static List<String> read(EmbeddedBroker broker) {
    Map<String, Object> config = Map.of("bootstrap.servers", broker.bootstrapServers());
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      List<String> values = new ArrayList<>();
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(100))) {
          values.add(record.value());
        }
      }
      return values;
    }
  }
}
