package io.hubstream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigLoaderTest {
  private static final String SERVERS = "localhost:9092";

  @TempDir Path dir;

  @Test
  void shouldFillInDefaultsWhenOnlyTheServersAreGiven() {
    // When
    HubstreamConfig config = ConfigLoader.of(Map.of("bootstrap.servers", SERVERS));

    // Then
    assertThat(config.kafka().bootstrapServers()).containsExactly(SERVERS);
    assertThat(config.kafka().instanceId()).isNotBlank();
    assertThat(config.topics()).isEqualTo(TopicNames.DEFAULT);
    assertThat(config.stream().guarantee()).isEqualTo(StreamSettings.Guarantee.EXACTLY_ONCE_V2);
    assertThat(config.pipeline().batch().allowedSizes())
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32);
    assertThat(config.pipeline().decode().threads()).isPositive();
    assertThat(config.routes()).isEmpty();
    assertThat(config.models().cacheDir()).startsWithRaw(Path.of(System.getProperty("user.home")));
  }

  @Test
  void shouldCountTheWaitForPayloadsOnlyWhereAStoreElsewhereIsAllowed() {
    // When
    List<ConfigProblem> problems =
        problems(
            Map.of(
                "bootstrap.servers", SERVERS,
                "payload.file.roots", "/data",
                "payload.https.hosts", "media.example.com"));

    // Then
    assertThat(problems)
        .extracting(ConfigProblem::key, problem -> problem.value().orElse("-"), ConfigProblem::rule)
        .containsExactly(
            problem(
                "drain.timeout.ms",
                "7200",
                "must be at least 9050, which is what one record may take: payload.timeout.ms +"
                    + " document.timeout.ms + batch.timeout.ms + inference.timeout.ms together"));
    assertThat(
            ConfigLoader.of(
                    Map.of(
                        "bootstrap.servers", SERVERS,
                        "payload.https.hosts", "media.example.com,files.example.com:8443",
                        "payload.blob.roots", "abfss://lake@data.dfs.core.windows.net/landing",
                        "transaction.timeout.ms", "19000",
                        "drain.timeout.ms", "9100"))
                .pipeline()
                .payload()
                .stores()
                .remote())
        .isTrue();
  }

  @Test
  void shouldRefusePlacesThatAreNoneAndShowNoSecretInThem() {
    // When
    List<ConfigProblem> problems =
        problems(
            Map.of(
                "bootstrap.servers", SERVERS,
                "payload.https.hosts", "media.example.com",
                "payload.https.private.hosts", "other.example.com",
                "payload.blob.roots", "https://a.blob.core.windows.net/c?sv=1&sig=secret",
                "azure.blob.endpoints", "https://user:secret@example.com/a"));

    // Then
    assertThat(problems)
        .extracting(ConfigProblem::key)
        .contains("payload.https.private.hosts", "payload.blob.roots", "azure.blob.endpoints");
    assertThat(problems).noneMatch(problem -> problem.describe().contains("secret"));
  }

  @Test
  void shouldNameEveryProblemWhenSeveralSettingsAreWrong() {
    // When
    List<ConfigProblem> problems =
        problems(
            Map.of(
                "batch.max.size", "many",
                "batch.max.sise", "32",
                "processing.guarantee", "exactly_once",
                "http.port", "70000",
                "topics.enriched", "hubstream.content",
                "document.keep.chunks", "yes",
                "kafka.consumer.isolation.level", "read_uncommitted",
                "kafka.consumer.max.poll.records", "few",
                "kafka.streams.main.consumer.isolation.level", "read_uncommitted",
                "route.pictures.models", "a"));

    // Then
    assertThat(problems)
        .extracting(ConfigProblem::key, problem -> problem.value().orElse("-"), ConfigProblem::rule)
        .containsExactlyInAnyOrder(
            problem("bootstrap.servers", "-", "is required: Brokers to ask first."),
            problem("batch.max.size", "many", "must be a whole number, 1 to 4096"),
            problem("batch.max.sise", "32", "is no setting; did you mean batch.max.size?"),
            problem(
                "processing.guarantee",
                "exactly_once",
                "must be exactly_once_v2 or at_least_once or auto"),
            problem("http.port", "70000", "must be a whole number, -1 to 65535"),
            problem("topics.enriched", "hubstream.content", "is the same as topics.content"),
            problem("document.keep.chunks", "yes", "must be true or false"),
            problem(
                "kafka.consumer.isolation.level",
                "read_uncommitted",
                "cannot be changed: the processing guarantee rests on it"),
            problem("kafka.consumer.max.poll.records", "few", "must be a whole number, at least 1"),
            problem(
                "kafka.streams.main.consumer.isolation.level",
                "read_uncommitted",
                "cannot be changed: the processing guarantee rests on it"),
            problem(
                "route.pictures.models",
                "a",
                "is a setting of a route that `routes` does not name: add pictures there"));
  }

  @Test
  void shouldRefuseStageLimitsThatOutlastHalfOfTheTransactionTimeout() {
    assertThat(rules(Map.of("drain.timeout.ms", "7500")))
        .containsExactly("must be below half of transaction.timeout.ms, which is 7500");
    assertThat(rules(Map.of("document.timeout.ms", "60000")))
        .singleElement()
        .asString()
        .startsWith("must be at least 62050, which is what one record may take");
    assertThat(rules(Map.of("kafka.consumer.max.poll.interval.ms", "14000")))
        .containsExactly(
            "must be below half of kafka.consumer.max.poll.interval.ms, which is 7000");
    assertThat(rules(Map.of("kafka.streams.main.consumer.max.poll.interval.ms", "14000")))
        .hasSize(1);
    assertThat(rules(Map.of("registry.catchup.timeout.ms", "7500")))
        .containsExactly("must be below half of transaction.timeout.ms, which is 7500");
    assertThat(rules(Map.of("processing.guarantee", "at_least_once", "drain.timeout.ms", "20000")))
        .isEmpty();
  }

  @Test
  void shouldRefuseBatchSizesThatDoNotEndWithTheLargest() {
    assertThat(rules(Map.of("batch.allowed.sizes", "1,8,16")))
        .containsExactly("must ascend and end with batch.max.size, which is 32");
    assertThat(rules(Map.of("batch.allowed.sizes", "8,1,32"))).hasSize(1);
    assertThat(rules(Map.of("batch.allowed.sizes", "1,8,32"))).isEmpty();
    assertThat(rules(Map.of("window.max.records", "8"))).hasSize(1);
  }

  @Test
  void shouldReadRoutesInTheirOrder() {
    // When
    HubstreamConfig config =
        config(
            Map.of(
                "routes", "pictures, rest",
                "route.pictures.media.types", "image/*",
                "route.pictures.attributes", "source=shop, lang=en",
                "route.pictures.models", "scenes,colours",
                "route.pictures.required", "scenes",
                "route.pictures.on.failure", "dead-letter"));

    // Then
    assertThat(config.routes())
        .containsExactly(
            new RouteSettings(
                "pictures",
                List.of("image/*"),
                Map.of("source", "shop", "lang", "en"),
                List.of("scenes", "colours"),
                List.of("scenes"),
                RouteSettings.OnFailure.DEAD_LETTER),
            new RouteSettings(
                "rest",
                List.of("*/*"),
                Map.of(),
                List.of("*"),
                List.of(),
                RouteSettings.OnFailure.PARTIAL));
  }

  @Test
  void shouldRefuseARouteThatRequiresAModelItDoesNotName() {
    assertThat(
            rules(Map.of("routes", "a", "route.a.models", "scenes", "route.a.required", "colours")))
        .containsExactly("names [colours], which route.a.models does not");
  }

  @Test
  void shouldPassSettingsOnToTheRightClients() {
    // When
    KafkaSettings kafka =
        config(
                Map.of(
                    "kafka.security.protocol", "SASL_SSL",
                    "kafka.consumer.max.poll.records", "7",
                    "kafka.producer.compression.type", "gzip",
                    "kafka.streams.metrics.recording.level", "DEBUG"))
            .kafka();

    // Then
    assertThat(kafka.adminProperties())
        .isEqualTo(Map.of("bootstrap.servers", SERVERS, "security.protocol", "SASL_SSL"));
    assertThat(kafka.consumerProperties()).containsEntry("max.poll.records", "7");
    assertThat(kafka.producerProperties())
        .containsEntry("compression.type", "gzip")
        .doesNotContainKey("max.poll.records");
    assertThat(kafka.streamsProperties())
        .containsEntry("consumer.max.poll.records", "7")
        .containsEntry("producer.compression.type", "gzip")
        .containsEntry("metrics.recording.level", "DEBUG")
        .containsEntry("security.protocol", "SASL_SSL");
  }

  @Test
  void shouldTakeTheFirstGpuAloneUnlessOthersAreNamed() {
    assertThat(config(Map.of()).pipeline().inference().gpu())
        .isEqualTo(new InferenceSettings.Gpu(List.of(0), 0));
    assertThat(
            config(
                    Map.of(
                        "inference.gpu.visible.devices", "3,1",
                        "inference.gpu.memory.fraction", "0.5"))
                .pipeline()
                .inference()
                .gpu())
        .isEqualTo(new InferenceSettings.Gpu(List.of(3, 1), 0.5));
    assertThat(
            config(Map.of("inference.gpu.visible.devices", ""))
                .pipeline()
                .inference()
                .gpu()
                .visible())
        .isEmpty();
  }

  @Test
  void shouldRefuseWhatAreNoGpusAndNoShareOfTheirMemory() {
    assertThat(rules(Map.of("inference.gpu.visible.devices", "GPU-1")))
        .containsExactly("must be whole numbers of 0 or more, each once");
    assertThat(rules(Map.of("inference.gpu.visible.devices", "0,0")))
        .containsExactly("must be whole numbers of 0 or more, each once");
    assertThat(rules(Map.of("inference.gpu.memory.fraction", "1.5")))
        .containsExactly("must be a number, 0 to 1");
    assertThat(rules(Map.of("inference.gpu.memory.fraction", "half"))).hasSize(1);
  }

  @Test
  void shouldNeverShowSecrets() {
    String secret = "org.example.Login required password=\"hunter2\";";

    HubstreamConfig config = config(Map.of("kafka.sasl.jaas.config", secret));
    assertThat(config.toString()).doesNotContain("hunter2");
    assertThat(config.kafka().adminProperties()).containsEntry("sasl.jaas.config", secret);

    // A secret under a key that is refused stays hidden too.
    assertThat(problems(Map.of("kafka.acks", "hunter2")).toString()).doesNotContain("[hidden]");
    assertThat(problems(Map.of("kafka.streams.state.dir", "hunter2")).toString())
        .doesNotContain("hunter2");
  }

  @Test
  void shouldExpandEnvironmentAndFilesInAFile() throws IOException {
    // Given
    Path secret = Files.writeString(dir.resolve("secret"), "hunter2\n");
    Path keys = Files.writeString(dir.resolve("keys.properties"), "user=ann\n");
    Path file =
        Files.writeString(
            dir.resolve("service.properties"),
            """
            bootstrap.servers = localhost:9092
            application.id = ${file:%s:user}
            kafka.sasl.jaas.config = ${file:%s}
            kafka.client.rack = ${env:PATH}
            """
                .formatted(keys, secret));

    // When
    HubstreamConfig config = ConfigLoader.load(file, Map.of("batch.timeout.ms", "9"));

    // Then
    assertThat(config.kafka().applicationId()).isEqualTo("ann");
    assertThat(config.kafka().adminProperties())
        .containsEntry("sasl.jaas.config", "hunter2")
        .containsEntry("client.rack", System.getenv("PATH"));
    assertThat(config.pipeline().batch().timeout()).isEqualTo(Duration.ofMillis(9));
  }

  @Test
  void shouldSayWhatCannotBeExpanded() {
    assertThat(rules(Map.of("state.dir", "${env:HUBSTREAM_NO_SUCH_VARIABLE}")))
        .containsExactly(
            "names the environment variable HUBSTREAM_NO_SUCH_VARIABLE, which is not set");
    assertThat(rules(Map.of("state.dir", "${file:/no/such/file}")))
        .containsExactly("cannot be expanded: the file /no/such/file cannot be read");
  }

  @Test
  void shouldReadWhichOperationsModelsMayUse() {
    ModelOpSettings ops =
        config(
                Map.of(
                    "models.op.libraries", "/opt/text.so, ~/more.so",
                    "models.ops.allow", "PrintV2, Addons>Fancy",
                    "models.ops.deny", "PyFunc"))
            .models()
            .ops();

    assertThat(ops.libraries())
        .containsExactly(
            Path.of("/opt/text.so"), Path.of(System.getProperty("user.home"), "more.so"));
    assertThat(ops.allow()).containsExactly("PrintV2", "Addons>Fancy");
    assertThat(ops.deny()).containsExactly("PyFunc");
  }

  @Test
  void shouldRefuseAnOperationThatIsAllowedAndDenied() {
    assertThat(rules(Map.of("models.ops.allow", "PyFunc,Abs", "models.ops.deny", "PyFunc")))
        .containsExactly("names [PyFunc], and so does models.ops.deny: decide");
    assertThat(rules(Map.of("models.ops.allow", "Read File")))
        .containsExactly("must be names of operations, such as ReadFile");
  }

  private static org.assertj.core.groups.Tuple problem(String key, String value, String rule) {
    return org.assertj.core.groups.Tuple.tuple(key, value, rule);
  }

  private static HubstreamConfig config(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", SERVERS);
    return ConfigLoader.of(settings);
  }

  private static List<String> rules(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("bootstrap.servers", SERVERS);
    return problems(settings).stream().map(ConfigProblem::rule).toList();
  }

  private static List<ConfigProblem> problems(Map<String, String> settings) {
    InvalidConfigException refused =
        catchThrowableOfType(InvalidConfigException.class, () -> ConfigLoader.of(settings));
    return refused == null ? List.of() : refused.problems();
  }
}
