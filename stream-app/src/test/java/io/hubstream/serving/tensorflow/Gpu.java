package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.fail;

import io.hubstream.serving.tensorflow.TensorFlowSettings.Device;
import org.junit.jupiter.api.Assumptions;

/** The GPU of the tests that need one, and the CPU that they compare with. */
final class Gpu {
  /** Environment: {@code true} where there must be a GPU; its absence fails instead of skipping. */
  private static final String REQUIRED = "HUBSTREAM_GPU_REQUIRED";

  /** Hides the GPU from its models, in the same process. */
  static final TensorFlowSettings ON_THE_CPU = new TensorFlowSettings(0, 0, Device.CPU);

  private Gpu() {}

  /** A loader onto the GPU; skips the test, saying why, where there is none. */
  static TensorFlowLoader loader() {
    TensorFlowRuntime runtime = new TensorFlowRuntime(TensorFlowSettings.DEFAULT);
    if (runtime.obstacle().isPresent()) {
      String why = "no GPU: " + runtime.obstacle().get();
      if (Boolean.parseBoolean(System.getenv(REQUIRED))) {
        fail(why);
      }
      System.out.println("skipped, " + why);
      Assumptions.abort("skipped, " + why);
    }
    return new TensorFlowLoader(TensorFlowSettings.DEFAULT);
  }
}
