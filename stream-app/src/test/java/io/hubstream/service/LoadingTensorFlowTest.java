package io.hubstream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class LoadingTensorFlowTest {
  private final List<StartPhase> reached = new CopyOnWriteArrayList<>();

  @Test
  void shouldReportWhenTensorFlowIsLoaded() {
    LoadingTensorFlow loading = loading("cpu");

    assertThat(loading.loader().device()).isEqualTo("cpu");
    assertThat(loading.images()).isNotNull();
    assertThat(reached).containsExactly(StartPhase.TENSORFLOW);
  }

  @Test
  void shouldThrowWhatKeptTensorFlowFromLoadingToEveryoneWhoAsks() {
    assumeThat(loading("auto").loader().device()).as("this machine has no GPU").isEqualTo("cpu");
    reached.clear();

    LoadingTensorFlow loading = loading("gpu");

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(loading::loader)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a GPU is required");
    }
    assertThat(reached).isEmpty();
  }

  private LoadingTensorFlow loading(String device) {
    HubstreamConfig config =
        ConfigLoader.of(Map.of("bootstrap.servers", "localhost:1", "inference.device", device));
    return LoadingTensorFlow.start(
        TensorFlowParts.settings(config.pipeline().inference()),
        TensorFlowParts.imageLimits(config.pipeline().decode()),
        reached::add);
  }
}
