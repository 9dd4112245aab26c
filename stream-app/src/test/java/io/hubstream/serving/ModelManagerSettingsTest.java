package io.hubstream.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ModelManagerSettingsTest {
  /**
   * Guards against a store's outage of a minute, and a mount's delay of two, refusing a version.
   */
  @Test
  void shouldOutlastAnOutageOfMinutesEvenWhenEachTryFailsAtOnce() {
    ModelManagerSettings.Retry retry = ModelManagerSettings.defaults().retry();

    Duration pauses =
        IntStream.range(1, retry.attempts())
            .mapToObj(retry::pauseAfter)
            .reduce(Duration.ZERO, Duration::plus);

    assertThat(pauses).isBetween(Duration.ofMinutes(3), Duration.ofMinutes(4));
    assertThat(retry.withAttempts(2).attempts()).isEqualTo(2);
  }
}
