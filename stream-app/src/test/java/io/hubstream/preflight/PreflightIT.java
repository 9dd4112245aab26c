package io.hubstream.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.StreamSettings.Guarantee;
import io.hubstream.config.TopicNames;
import io.hubstream.testing.EventHubsFilter;
import io.hubstream.testing.EventHubsRules;
import io.hubstream.testing.SecureBroker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedCompressionTypeException;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** What is seen of a real broker, and of the same behind the filter of Event Hubs. */
class PreflightIT extends OnGuardedBroker {

  @Test
  void shouldSeeEverythingWhenLetInByAConnectionString() throws Exception {
    Preflight seen = look(eventHubs("eventhubs-premium", broker.tlsServers()));

    assertThat(seen.failure()).isEmpty();
    GuaranteeInForce guarantee = seen.guarantee().orElseThrow();
    assertThat(guarantee.guarantee()).isEqualTo(Guarantee.EXACTLY_ONCE_V2);
    assertThat(guarantee.cause()).isEqualTo(GuaranteeInForce.Cause.BROKER);
    assertThat(seen.topics())
        .hasSize(5)
        .allSatisfy(topic -> assertThat(topic.setting("cleanup.policy")).isPresent());
    assertThat(seen.topics().get(4).partitions()).hasValue(1);
    assertThat(seen.rights())
        .hasSize(8)
        .allSatisfy(right -> assertThat(right.state()).isEqualTo(Right.State.YES));
  }

  @Test
  void shouldCompareClocksWithTheController() throws Exception {
    Preflight seen = look(kafka(broker.openServers()));

    assertThat(seen.clock().how()).contains("KRaft");
    assertThat(seen.clock().ahead().orElseThrow().abs()).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void shouldSayWhichRightsAreMissing() throws Exception {
    Map<String, String> settings = kafka(broker.tlsServers());
    broker.certificate().trust().forEach((key, value) -> settings.put("kafka." + key, value));
    settings.put("kafka.security.protocol", "SASL_SSL");
    settings.put("kafka.sasl.mechanism", "PLAIN");
    settings.put(
        "kafka.sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%1$s\" password=\"%1$s\";"
            .formatted(SecureBroker.STRANGER));

    Preflight seen = look(settings);

    assertThat(seen.failure().orElseThrow().kind()).isEqualTo(BrokerFailure.Kind.NO_TRANSACTIONS);
    assertThat(seen.failure().orElseThrow().line()).contains("does not permit transactions");
    assertThat(seen.rights())
        .filteredOn(right -> right.state() == Right.State.NO)
        .extracting(right -> right.operation() + " on " + right.on())
        .contains(
            "WRITE on topic hubstream.enriched",
            "WRITE on topic hubstream.model-audit",
            "READ on topic hubstream.model-registry",
            "READ on group hubstream",
            "DESCRIBE on transactional id hubstream*")
        .doesNotContain("READ on topic hubstream.content");
  }

  @Test
  void shouldSayHowMissingTopicsAreMade() throws Exception {
    Map<String, String> settings = eventHubs("eventhubs-premium", broker.tlsServers());
    settings.put("topics.model-registry", "other.registry");

    TopicFacts missing = look(settings).topics().get(4);

    assertThat(missing.there()).isFalse();
    assertThat(missing.create().kafka())
        .contains("--create --topic other.registry --partitions 1 --config cleanup.policy=compact");
    assertThat(missing.create().preferred())
        .isEqualTo(missing.create().azure())
        .contains(
            "az eventhubs eventhub create",
            "--name other.registry --partition-count 1 --cleanup-policy Compact");
  }

  @Test
  void shouldFindThatStandardHasNoTransactionsAndSayWhatItCannotDo() throws Exception {
    try (EventHubsFilter filter = standard()) {
      Map<String, String> settings = eventHubs("eventhubs-premium", filter.bootstrapServers());

      Preflight seen = look(settings);

      GuaranteeInForce guarantee = seen.guarantee().orElseThrow();
      assertThat(guarantee.guarantee()).isEqualTo(Guarantee.AT_LEAST_ONCE);
      assertThat(guarantee.cause()).isEqualTo(GuaranteeInForce.Cause.BROKER);
      assertThat(guarantee.reason()).contains("only supported in Premium or Dedicated");
      assertThat(seen.contact().orElseThrow().requests().all())
          .contains(
              new KnownRequests.Known("AddPartitionsToTxn", Optional.empty(), "no transactions"))
          .anyMatch(known -> known.versions().equals(Optional.of("0-5")));
      assertThat(seen.topics()).allMatch(TopicFacts::there);
      assertThat(seen.rights())
          .filteredOn(right -> right.on().startsWith("topic"))
          .allMatch(right -> right.state() == Right.State.UNKNOWN);

      settings.put("processing.guarantee", "exactly_once_v2");
      assertThat(failure(settings, LIMIT).line())
          .contains("has none", "at_least_once", "Premium or Dedicated");
    }
  }

  @Test
  void shouldNotGiveUpTheGuaranteeForOneLostConnection() throws Exception {
    try (EventHubsFilter filter = filter(EventHubsRules.PREMIUM)) {
      AtomicInteger asked = new AtomicInteger();
      filter.fail(
          (api, request) -> {
            if (request instanceof FindCoordinatorRequest find
                && find.data().keyType() == 1
                && asked.getAndIncrement() == 0) {
              filter.cutConnections();
            }
            return Optional.empty();
          });

      Preflight seen = look(eventHubs("eventhubs-premium", filter.bootstrapServers()));

      assertThat(seen.guarantee().orElseThrow().guarantee()).isEqualTo(Guarantee.EXACTLY_ONCE_V2);
      assertThat(asked.get()).isGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void shouldRefuseOnTheFilterWhatEventHubsRefuses() throws Exception {
    try (EventHubsFilter filter = standard()) {
      Map<String, Object> properties =
          ConfigLoader.of(eventHubs("eventhubs-standard", filter.bootstrapServers()))
              .kafka()
              .producerProperties();

      assertThatThrownBy(() -> send(properties, Map.of("compression.type", "snappy"), 10))
          .hasCauseInstanceOf(UnsupportedCompressionTypeException.class);
      assertThatThrownBy(
              () ->
                  send(
                      properties,
                      Map.of(
                          "max.request.size", 2_000_000,
                          "retries", 0,
                          "request.timeout.ms", 1_000,
                          "delivery.timeout.ms", 1_500),
                      1_050_000))
          .cause()
          .isInstanceOfAny(NetworkException.class, TimeoutException.class);
      assertThat(filter.refused())
          .anyMatch(text -> text.startsWith("closed on PRODUCE v7"))
          .anyMatch(text -> text.startsWith("PRODUCE: the compression"));
      send(properties, Map.of(), 10);
    }
  }

  @Test
  void shouldPrintWhatItSawAsATableAndAsJson() throws Exception {
    try (EventHubsFilter filter = standard()) {
      Map<String, String> settings = eventHubs("eventhubs-standard", filter.bootstrapServers());

      String text = run(0, settings, "doctor", "--device", "cpu");

      assertThat(text)
          .contains(
              "Guarantee   at least once",
              "AddPartitionsToTxn       none   no transactions",
              "hubstream.model-registry 1 partitions, cleanup compact",
              "Clock       not compared");
      settings.put("eventhubs.connection.string", "${file:%s}".formatted(wrongKey()));
      JsonNode kafka =
          new ObjectMapper()
              .readTree(run(1, settings, "doctor", "--device", "cpu", "--timeout", "1", "--json"))
              .get("kafka");
      assertThat(kafka.get("failure").asText()).isEqualTo("not_let_in");
      assertThat(kafka.get("ready").asBoolean()).isFalse();
    }
  }

  private static void send(Map<String, Object> common, Map<String, Object> more, int bytes)
      throws ExecutionException, InterruptedException {
    Map<String, Object> properties = new HashMap<>(common);
    properties.putAll(more);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(TopicNames.DEFAULT.content(), new byte[1], new byte[bytes]))
          .get();
    }
  }
}
