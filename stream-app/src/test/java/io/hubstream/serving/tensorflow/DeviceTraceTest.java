package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tensorflow.proto.ConfigProto;

/** Guards the GPU tests: what they ask TensorFlow about a run, it tells. */
class DeviceTraceTest {
  private static final ConfigProto CPU = TensorFlowRuntime.cpuConfig(TensorFlowSettings.DEFAULT);

  @Test
  void shouldTellWhichOperationRanOnWhichDevice() {
    DeviceTrace trace = DeviceTrace.ofAddition(CPU);

    assertThat(trace.ranOn("CPU")).anyMatch(kind -> kind.startsWith("Add"));
    assertThat(trace.ranOn("GPU")).isEmpty();
  }

  @Test
  void shouldTellNothingOfAPoolThatIsNotThere() {
    assertThat(DeviceTrace.ofAddition(CPU).gpuBytesInUse()).isEmpty();
  }

  @Test
  void shouldTellWhatWasAllocated() {
    assertThat(DeviceTrace.ofAddition(CPU).allocators()).isNotEmpty();
  }
}
