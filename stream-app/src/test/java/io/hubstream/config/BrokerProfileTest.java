package io.hubstream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BrokerProfileTest {
  private static final String HOST = "shop.servicebus.windows.net";
  private static final String KEY = "c2VjcmV0LW9mLXRoZS10ZXN0cw==";
  private static final String CONNECTION_STRING =
      "Endpoint=sb://%s/;SharedAccessKeyName=Root;SharedAccessKey=%s".formatted(HOST, KEY);

  @TempDir Path dir;

  private Map<String, String> settings(String profile, String... more) throws IOException {
    Map<String, String> settings = new HashMap<>();
    settings.put("bootstrap.servers", HOST + ":9093");
    settings.put("broker.profile", profile);
    settings.put("eventhubs.connection.string", secret(CONNECTION_STRING));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  private String secret(String text) throws IOException {
    Path file = Files.createTempFile(dir, "secret", "");
    return "${file:%s}".formatted(Files.writeString(file, text));
  }

  private static List<String> problems(Map<String, String> settings) {
    InvalidConfigException failure =
        catchThrowableOfType(InvalidConfigException.class, () -> ConfigLoader.of(settings));
    assertThat(failure).as("nothing is wrong with %s", settings).isNotNull();
    assertThat(failure.getMessage()).doesNotContain(KEY);
    return failure.problems().stream().map(ConfigProblem::describe).toList();
  }

  @Test
  void shouldSetTheClientsAsEventHubsWantsWhenNothingElseIsSet() throws IOException {
    HubstreamConfig config = ConfigLoader.of(settings("eventhubs-standard"));

    assertThat(config.kafka().producerProperties())
        .containsEntry("security.protocol", "SASL_SSL")
        .containsEntry("sasl.mechanism", "PLAIN")
        .containsEntry("metadata.max.age.ms", "180000")
        .containsEntry("metadata.max.idle.ms", "180000")
        .containsEntry("connections.max.idle.ms", "180000")
        .containsEntry("request.timeout.ms", "60000")
        .containsEntry("max.request.size", "1000000")
        .containsEntry("compression.type", "none");
    assertThat(config.kafka().adminProperties().get("sasl.jaas.config").toString())
        .contains("username=\"$ConnectionString\"", KEY);
    assertThat(config.kafka().streamsProperties()).containsEntry("replication.factor", "1");
    assertThat(config.stream().guarantee()).isEqualTo(StreamSettings.Guarantee.AT_LEAST_ONCE);
    assertThat(config.stream().timings().commitInterval()).hasMillis(1_000);
    assertThat(config.stream().timings().session()).hasMillis(30_000);
    assertThat(config.pipeline().result().maxBytes()).isEqualTo(980_000);
    assertThat(config.kafka().toString()).doesNotContain(KEY);
  }

  @Test
  void shouldLetWhatIsSetGoBeforeTheProfileWhereItIsLegal() throws IOException {
    HubstreamConfig config =
        ConfigLoader.of(
            settings(
                "eventhubs-premium",
                "kafka.request.timeout.ms",
                "45000",
                "kafka.max.request.size",
                "500000",
                "kafka.producer.compression.type",
                "gzip",
                "result.max.bytes",
                "400000",
                "commit.interval.ms",
                "2000"));

    assertThat(config.kafka().producerProperties())
        .containsEntry("request.timeout.ms", "45000")
        .containsEntry("max.request.size", "500000")
        .containsEntry("compression.type", "gzip");
    assertThat(config.stream().timings().commitInterval()).hasMillis(2_000);
  }

  @Test
  void shouldLeaveTheGuaranteeOfPremiumToWhatTheBrokersHave() throws IOException {
    StreamSettings stream = ConfigLoader.of(settings("eventhubs-premium")).stream();

    assertThat(stream.guarantee()).isEqualTo(StreamSettings.Guarantee.EXACTLY_ONCE_V2);
    assertThat(stream.mayFallBack()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "processing.guarantee, exactly_once_v2, has no transactions",
    "commit.interval.ms, 100, 4 commits a second",
    "session.timeout.ms, 1000, 6000 to 300000",
    "session.timeout.ms, 600000, 6000 to 300000",
    "group.protocol, streams, must be classic",
    "kafka.compression.type, gzip, takes no compression",
    "kafka.producer.compression.type, snappy, takes no compression",
    "kafka.streams.producer.compression.type, zstd, takes no compression",
    "kafka.producer.max.request.size, 2000000, claim check",
    "kafka.request.timeout.ms, 5000, at least 20000",
    "kafka.connections.max.idle.ms, 540000, below 240000",
    "kafka.metadata.max.age.ms, 300000, below 240000",
    "kafka.streams.replication.factor, -1, replicates by itself",
    "kafka.security.protocol, PLAINTEXT, SASL_SSL",
    "kafka.sasl.mechanism, SCRAM-SHA-256, PLAIN or OAUTHBEARER",
    "kafka.sasl.jaas.config, x, eventhubs.authentication",
    "result.max.bytes, 1010000, which is 1000000"
  })
  void shouldRefuseWhatStandardCannotDo(String key, String value, String why) throws IOException {
    assertThat(problems(settings("eventhubs-standard", key, value)))
        .anySatisfy(problem -> assertThat(problem).startsWith(key).contains(why));
  }

  @ParameterizedTest
  @CsvSource({"snappy", "lz4", "zstd"})
  void shouldRefuseOtherCompressionThanGzipOnPremium(String type) throws IOException {
    assertThat(problems(settings("eventhubs-premium", "kafka.compression.type", type)))
        .singleElement()
        .asString()
        .contains("none or gzip");
  }

  @Test
  void shouldNameAllProblemsAtOnce() throws IOException {
    assertThat(
            problems(
                settings(
                    "eventhubs-standard",
                    "processing.guarantee",
                    "exactly_once_v2",
                    "kafka.compression.type",
                    "lz4",
                    "commit.interval.ms",
                    "10",
                    "nonsense",
                    "1")))
        .hasSize(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKey=c2VjcmV0LW9mLXRoZS10ZXN0cw==|copy it whole",
        "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=R;SharedAccessKey=c2VjcmV0LW9mLXRoZS10ZXN0cw==;EntityPath=content|of one hub",
        "Endpoint=sb://other.servicebus.windows.net/;SharedAccessKeyName=R;SharedAccessKey=c2VjcmV0LW9mLXRoZS10ZXN0cw==|namespace 'other.servicebus.windows.net'"
      })
  void shouldSayWhatIsWrongWithAConnectionStringWithoutShowingIt(String text, String why)
      throws IOException {
    assertThat(
            problems(settings("eventhubs-standard", "eventhubs.connection.string", secret(text))))
        .singleElement()
        .asString()
        .contains("[hidden]", why);
  }

  @Test
  void shouldRefuseASecretThatStandsInTheSettings() throws IOException {
    assertThat(
            problems(
                settings("eventhubs-standard", "eventhubs.connection.string", CONNECTION_STRING)))
        .singleElement()
        .asString()
        .contains("[hidden]", "${env:NAME} or ${file:PATH}");
  }

  @Test
  void shouldNotShowASecretUnderAMisspeltName() throws IOException {
    assertThat(
            problems(
                settings("eventhubs-standard", "eventhubs.conection.string", CONNECTION_STRING)))
        .singleElement()
        .asString()
        .contains("did you mean eventhubs.connection.string?");
  }

  @Test
  void shouldAskForAConnectionStringOrAnotherWayIn() {
    Map<String, String> settings =
        Map.of("bootstrap.servers", HOST + ":9093", "broker.profile", "eventhubs-standard");

    assertThat(problems(settings)).singleElement().asString().contains("entra");
  }

  @Test
  void shouldAskEntraForATokenOfTheNamespace() throws Exception {
    HubstreamConfig config =
        ConfigLoader.of(
            Map.of(
                "bootstrap.servers", HOST + ":9093",
                "broker.profile", "eventhubs-standard",
                "eventhubs.authentication", "entra"));

    Map<String, Object> properties = config.kafka().consumerProperties();
    assertThat(properties).containsEntry("sasl.mechanism", "OAUTHBEARER");
    assertThat(properties.get("sasl.jaas.config").toString())
        .contains("scope=\"https://%s/.default\"".formatted(HOST));
    Class<?> handler =
        Class.forName(properties.get("sasl.login.callback.handler.class").toString());
    assertThat(handler.getPackageName()).isEqualTo("io.hubstream.azure");
  }

  @Test
  void shouldNotTakeANamespaceForAKafkaBroker() {
    assertThat(problems(Map.of("bootstrap.servers", HOST + ":9093")))
        .singleElement()
        .asString()
        .contains("set broker.profile to eventhubs-standard or eventhubs-premium");
    assertThatThrownBy(
            () ->
                ConfigLoader.of(
                    Map.of(
                        "bootstrap.servers",
                        HOST + ":443",
                        "broker.profile",
                        "eventhubs-premium",
                        "eventhubs.authentication",
                        "entra")))
        .hasMessageContaining("port 9093");
  }
}
