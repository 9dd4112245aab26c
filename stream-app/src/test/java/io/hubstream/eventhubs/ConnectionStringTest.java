package io.hubstream.eventhubs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionStringTest {
  private static final String WHOLE =
      "Endpoint=sb://Shop.servicebus.windows.net/;SharedAccessKeyName=bridge;SharedAccessKey=hush=;EntityPath=models";

  @Test
  void shouldTellNamespaceAndHubAndKeepTheRestToItself() {
    ConnectionString read = ConnectionString.parse(WHOLE + "\n", "the test");

    assertThat(read.namespace()).isEqualTo("shop.servicebus.windows.net");
    assertThat(read.hub()).contains("models");
    assertThat(read.text()).isEqualTo(WHOLE);
    assertThat(read.toString() + HubCredentials.of(read)).doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hush",
        "SharedAccessKeyName=bridge;SharedAccessKey=hush",
        "Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKey=hush",
        "Endpoint=not an address;SharedAccessKeyName=bridge;SharedAccessKey=hush"
      })
  void shouldRefuseWhatIsNotWholeWithoutRepeatingIt(String text) {
    assertThatThrownBy(() -> ConnectionString.parse(text, "FILE"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("FILE ")
        .hasMessageNotContaining("hush");
  }
}
