package io.hubstream.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BridgeSettingsTest {

  @Test
  void shouldLetNothingGoLiveByDefault() {
    BridgeSettings settings = load(Map.of());

    assertThat(settings.activate()).isEmpty();
    assertThat(settings.models()).containsExactly("*");
    assertThat(settings.armEndpoint()).isEmpty();
  }

  @Test
  void shouldNameAllThatABridgeLacksAtOnce() {
    assertThatThrownBy(() -> load(Map.of()).requireComplete(false))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContainingAll(
            BridgeSettings.CHECKPOINT_CONTAINER,
            BridgeSettings.NAMESPACE,
            BridgeSettings.CONNECTION_STRING,
            BridgeSettings.HUB);
  }

  @Test
  void shouldWantOneWayIntoTheHubAndNotTwo() {
    Map<String, String> both =
        Map.of(
            BridgeSettings.CHECKPOINT_CONTAINER, "https://shop.blob.core.windows.net/c",
            BridgeSettings.NAMESPACE, "shop.servicebus.windows.net",
            BridgeSettings.HUB, "models");

    load(both).requireComplete(false);
    assertThatThrownBy(() -> load(both).requireComplete(true))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("must be empty where a connection string is given");
  }

  @Test
  void shouldRefuseRulesThatSayNothing() {
    for (String wrong : new String[] {"scenes:staging:x", "a b", ":staging"}) {
      assertThatThrownBy(() -> load(Map.of(BridgeSettings.ACTIVATE, wrong)))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining("must be MODEL or MODEL:STAGE");
    }
    assertThat(load(Map.of(BridgeSettings.ACTIVATE, "scenes-*:staging, language")).activate())
        .containsExactly("scenes-*:staging", "language");
  }

  @Test
  void shouldRefuseAContainerThatIsNoAddress() {
    for (String wrong : new String[] {"a container", "https:// shop/c", "shop/c"}) {
      assertThatThrownBy(() -> load(Map.of(BridgeSettings.CHECKPOINT_CONTAINER, wrong)))
          .isInstanceOf(InvalidConfigException.class)
          .hasMessageContaining("must be empty, or an address");
    }
  }

  @Test
  void shouldNotRepeatASecretThatStandsWhereItShouldNot() {
    Map<String, String> misplaced =
        Map.of(
            BridgeSettings.NAMESPACE,
            "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey=hush",
            BridgeSettings.ARM_ENDPOINT,
            "https://shop/?sig=hush");

    assertThatThrownBy(() -> load(misplaced))
        .hasMessageContaining("(not shown, it may hold a secret)")
        .hasMessageNotContaining("hush");
  }

  @Test
  void shouldRefuseInProductionWhatWouldGoLiveByItself() {
    Map<String, String> production =
        Map.of(EnvironmentSettings.ENVIRONMENT, "production", BridgeSettings.ACTIVATE, "scenes");

    assertThatThrownBy(() -> load(production))
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining(BridgeSettings.ACTIVATE + " = scenes")
        .hasMessageContaining("must be empty in production");
  }

  private static BridgeSettings load(Map<String, String> own) {
    Map<String, String> settings = new HashMap<>(own);
    settings.put(KafkaSettings.BOOTSTRAP_SERVERS, "localhost:9092");
    return ConfigLoader.of(settings).models().bridge();
  }
}
