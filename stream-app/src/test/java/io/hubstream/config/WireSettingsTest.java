package io.hubstream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.schemas.WireConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WireSettingsTest {
  private static final String SECRET = "hunter2-secret";

  private static HubstreamConfig config(String... pairs) {
    Map<String, String> settings = new HashMap<>(Map.of("bootstrap.servers", "localhost:9092"));
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put(pairs[i], pairs[i + 1]);
    }
    return ConfigLoader.of(settings);
  }

  @Test
  void shouldHaveTheNamesAndDefaultsThatTheSerdesKnow() {
    // Given
    TreeSet<String> ours = new TreeSet<>(WireSettings.CONCERN.definition().names());
    ours.removeIf(key -> key.startsWith("wire.confluent.ssl."));
    WireConfig theirs = new WireConfig(Map.of());
    WireConfig fromUs = new WireConfig(config().wire().properties());

    // When, Then
    assertThat(theirs.values().keySet()).containsExactlyInAnyOrderElementsOf(ours);
    assertThat(fromUs.values()).isEqualTo(theirs.values());
  }

  @Test
  void shouldSayWhichTopicNeedsThePlaceOfARegistry() {
    assertThatThrownBy(() -> config("wire.format.enriched", "confluent"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("wire.confluent.url")
        .hasMessageContaining("must be set: wire.format.enriched is confluent");
    assertThatThrownBy(() -> config("wire.format", "azure"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("wire.azure.namespace")
        .hasMessageContaining("wire.azure.group");
    assertThatThrownBy(() -> config("wire.format", "avro"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("wire.format = avro");
  }

  @Test
  void shouldNotAskForAPlaceThatNoTopicNeeds() {
    // Given, When
    HubstreamConfig config =
        config(
            "wire.format", "azure",
            "wire.format.content", "single-object",
            "wire.format.enriched", "single-object",
            "wire.format.audit", "single-object",
            "wire.format.model-registry", "single-object");

    // Then
    assertThat(config.wire().properties()).containsEntry("wire.format.audit", "single-object");
  }

  @Test
  void shouldFitTheWaitIntoATransactionWhenAStreamThreadMayWait() {
    String[] waits = {
      "wire.format.content",
      "confluent",
      "wire.confluent.url",
      "http://localhost:8081",
      "wire.registry.timeout.ms",
      "7500"
    };
    assertThatThrownBy(() -> config(waits))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("wire.registry.timeout.ms")
        .hasMessageContaining("must be below half of transaction.timeout.ms");
  }

  @Test
  void shouldShowNoSecret(@TempDir Path dir) throws IOException {
    // Given
    Path auth = Files.writeString(dir.resolve("auth"), "ada:" + SECRET);
    Path password = Files.writeString(dir.resolve("password"), SECRET);
    HubstreamConfig config =
        config(
            "wire.format",
            "confluent",
            "wire.confluent.url",
            "http://localhost:8081",
            "wire.confluent.basic.auth",
            "${file:" + auth + "}",
            "wire.confluent.ssl.truststore.password",
            "${file:" + password + "}");

    // When, Then
    assertThat(config.toString()).contains("wire.confluent.basic.auth").doesNotContain(SECRET);
    assertThatThrownBy(
            () ->
                config(
                    "wire.format",
                    "confluent",
                    "wire.confluent.url",
                    "http://ada:" + SECRET + "@localhost:8081"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("credentials belong into wire.confluent.basic.auth")
        .hasMessageNotContaining(SECRET);
  }
}
