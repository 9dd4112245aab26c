package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hubstream.serving.tensorflow.TensorFlowSettings.Device;
import io.hubstream.serving.tensorflow.TensorFlowSettings.Gpu;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.ConfigProto;

class TensorFlowRuntimeTest {

  @Test
  void shouldTakeMemoryAsItIsNeededAndOnlyOfTheVisibleGpus() {
    ConfigProto config =
        TensorFlowRuntime.gpuConfig(
            new TensorFlowSettings(3, 2, Device.AUTO, new Gpu(List.of(2, 0), 0.25)));

    assertThat(config.getGpuOptions().getAllowGrowth()).isTrue();
    assertThat(config.getGpuOptions().getVisibleDeviceList()).isEqualTo("2,0");
    assertThat(config.getGpuOptions().getPerProcessGpuMemoryFraction()).isEqualTo(0.25);
    assertThat(config.getIntraOpParallelismThreads()).isEqualTo(3);
    assertThat(config.getInterOpParallelismThreads()).isEqualTo(2);
    assertThat(config.getDeviceCountMap()).isEmpty();
  }

  @Test
  void shouldSeeTheFirstGpuAloneWhenNothingElseIsSaid() {
    ConfigProto config = TensorFlowRuntime.gpuConfig(TensorFlowSettings.DEFAULT);

    assertThat(config.getGpuOptions().getVisibleDeviceList()).isEqualTo("0");
  }

  @Test
  void shouldHideGpusFromGraphsThatHaveNoBusinessThere() {
    ConfigProto config = TensorFlowRuntime.cpuConfig(TensorFlowSettings.DEFAULT);

    assertThat(config.getDeviceCountMap()).containsEntry("GPU", 0);
  }

  @Test
  void shouldRunOnTheCpuWhenTheSettingsSaySo() {
    TensorFlowRuntime runtime = new TensorFlowRuntime(new TensorFlowSettings(0, 0, Device.CPU));

    assertThat(runtime.device()).isEqualTo("cpu");
    assertThat(runtime.config().getDeviceCountMap()).containsEntry("GPU", 0);
  }

  @Test
  void shouldNotStartWithoutTheGpuThatIsRequired() {
    assumeThat(new TensorFlowRuntime(TensorFlowSettings.DEFAULT).device())
        .as("there is a GPU")
        .isEqualTo("cpu");

    assertThatThrownBy(() -> new TensorFlowRuntime(new TensorFlowSettings(0, 0, Device.GPU)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("hubstream doctor");
  }

  @Test
  void shouldRefuseWhatAreNoGpus() {
    assertThatThrownBy(() -> new Gpu(List.of(0, 0), 0)).hasMessageContaining("[0, 0]");
    assertThatThrownBy(() -> new Gpu(List.of(-1), 0)).hasMessageContaining("-1");
    assertThatThrownBy(() -> new Gpu(List.of(0), 1.5)).hasMessageContaining("1.5");
    assertThatThrownBy(() -> new Gpu(List.of(0), Double.NaN)).hasMessageContaining("NaN");
  }
}
