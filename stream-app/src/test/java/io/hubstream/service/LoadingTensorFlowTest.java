package io.hubstream.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.testing.Versions;
import java.util.HashMap;
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

  @Test
  void shouldFailTheStartWhenALibraryOfOperationsIsMissing() {
    LoadingTensorFlow loading =
        loading(Map.of("inference.device", "cpu", "models.op.libraries", "/nowhere/ops.so"));

    assertThatThrownBy(loading::loader)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("models.op.libraries names /nowhere/ops.so");
    assertThatThrownBy(
            () -> loading.servables().examine(Versions.artifact(Versions.version("a", 1))))
        .hasMessageContaining("/nowhere/ops.so");
    assertThat(reached).isEmpty();
  }

  private LoadingTensorFlow loading(String device) {
    return loading(Map.of("inference.device", device));
  }

  private LoadingTensorFlow loading(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("bootstrap.servers", "localhost:1");
    HubstreamConfig config = ConfigLoader.of(all);
    return LoadingTensorFlow.start(
        TensorFlowParts.settings(config.pipeline().inference()),
        TensorFlowParts.ops(config.models().ops()),
        TensorFlowParts.imageLimits(config.pipeline().decode()),
        reached::add);
  }
}
