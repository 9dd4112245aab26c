package io.hubstream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class EnvironmentLockSettingsTest {
  private static HubstreamConfig config(String... pairs) {
    Map<String, String> settings = new TreeMap<>(Map.of("bootstrap.servers", "localhost:9092"));
    for (int i = 0; i < pairs.length; i += 2) {
      settings.put(pairs[i], pairs[i + 1]);
    }
    return ConfigLoader.of(settings);
  }

  private static EnvironmentLockSettings lock(String... pairs) {
    return config(pairs).pipeline().environmentLock();
  }

  @Test
  void shouldEnforceInProductionAloneUnlessToldOtherwise() {
    assertThat(lock().lock()).isEmpty();
    assertThat(lock().enforced(true)).isTrue();
    assertThat(lock().enforced(false)).isFalse();
    assertThat(lock("environment.lock.enforce", "false").enforced(true)).isFalse();
    assertThat(
            lock("environment.lock", "lock.json", "environment.lock.enforce", "true")
                .enforced(false))
        .isTrue();
  }

  @Test
  void shouldKnowTheFile() {
    assertThat(lock("environment.lock", "etc/lock.json").lock()).contains(Path.of("etc/lock.json"));
  }

  @Test
  void shouldRefuseToEnforceNoLock() {
    assertThatThrownBy(() -> lock("environment.lock.enforce", "true"))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("needs environment.lock")
        .hasMessageContaining("hubstream env lock");
  }

  @Test
  void shouldCompareWhichOperationsModelsMayUseWhateverTheirOrder() {
    Map<String, String> compared =
        ComparedSettings.of(
            config("models.ops.allow", "ReadFile,PrintV2", "models.ops.deny", "MatMul"));

    assertThat(compared)
        .containsEntry("models.ops.allow", "PrintV2,ReadFile")
        .containsEntry("models.ops.deny", "MatMul");
    assertThat(ComparedSettings.of(config("models.ops.allow", "PrintV2,ReadFile,PrintV2")))
        .containsEntry("models.ops.allow", "PrintV2,ReadFile")
        .containsEntry("models.ops.deny", "");
  }

  @Test
  void shouldCompareTheSettingsThatChangeResultsByTheirKeys() {
    // Given
    HubstreamConfig config =
        config(
            "routes", "pictures",
            "route.pictures.media.types", "image/*",
            "route.pictures.attributes", "b=2,a=1",
            "route.pictures.on.failure", "dead-letter",
            "kafka.sasl.jaas.config", "secret");

    // When
    Map<String, String> compared = ComparedSettings.of(config);

    // Then
    assertThat(compared)
        .containsEntry("inference.device", "auto")
        .containsEntry("result.top.k", "5")
        .containsEntry("route.pictures.media.types", "image/*")
        .containsEntry("route.pictures.attributes", "a=1,b=2")
        .containsEntry("route.pictures.on.failure", "dead-letter")
        .doesNotContainValue("secret");
    assertThat(compared.keySet())
        .allSatisfy(
            key ->
                assertThat(
                        ConfigReference.entries().stream()
                            .map(ConfigReference.Entry::key)
                            .collect(Collectors.toSet()))
                    .contains(key.replace("route.pictures.", "route.<name>.")));
  }
}
