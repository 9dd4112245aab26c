package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Models are swapped under load on the GPU, without a wrong result and without eating its memory.
 */
@Tag("gpu")
class GpuSwapsTest {
  private static final int SWAPS = 20;

  /** What may come and go besides the models: rounding of the pool, a buffer of the load. */
  private static final long SLACK_BYTES = 1L << 20;

  /** The driver loads kernels when they are first used, outside of TensorFlow's pool. */
  private static final long DRIVER_SLACK_MIB = 64;

  private static final int SETTLED = 4;

  @TempDir Path temp;

  @Test
  void shouldGiveOnlyRightResultsAndKeepItsMemoryThroughTwentySwaps() throws Exception {
    TensorFlowLoader gpu = Gpu.loader();
    TensorFlowRuntime runtime = new TensorFlowRuntime(TensorFlowSettings.DEFAULT);
    SwapsUnderLoad.Plan plan = SwapsUnderLoad.plan(new TestedModels(temp), temp);
    GpuMemory driver = new GpuMemory();

    try (SwapsUnderLoad swaps = new SwapsUnderLoad(gpu, plan)) {
      List<Long> inUse =
          swaps.swap(
              SWAPS,
              () -> {
                driver.sample();
                return bytesInUse(runtime);
              });

      System.out.printf("bytes of the pool in use after each swap: %s%n", inUse);
      System.out.printf("MiB in use as nvidia-smi sees it: %s%n", driver.samples());
      assertThat(swaps.problems()).isEmpty();
      assertThat(swaps.results().values()).hasSize(2).allMatch(count -> count.get() > SWAPS);
      assertThat(SwapsUnderLoad.growth(inUse, SETTLED)).isLessThanOrEqualTo(SLACK_BYTES);
      if (!driver.samples().isEmpty()) {
        assertThat(SwapsUnderLoad.growth(driver.samples(), SETTLED))
            .isLessThanOrEqualTo(DRIVER_SLACK_MIB);
      }
    }
  }

  private static long bytesInUse(TensorFlowRuntime runtime) {
    OptionalLong bytes = DeviceTrace.ofAddition(runtime.config()).gpuBytesInUse();
    assertThat(bytes).as("TensorFlow tells how much of its pool is in use").isPresent();
    return bytes.getAsLong();
  }
}
