package io.hubstream.serving.tensorflow;

import java.util.List;
import org.tensorflow.TensorFlow;

/**
 * TensorFlow as it starts in this process, for {@code hubstream doctor}. It can end the process or
 * hang in a driver, so it belongs into one of its own.
 *
 * @param version of TensorFlow
 * @param device {@code cpu} or {@code gpu:0}; empty where none could be had
 * @param obstacle why it is no GPU; empty where it is one
 * @param cuda the CUDA libraries, each with its place
 */
public record TensorFlowProbe(
    String version, String device, String obstacle, List<CudaLibrary> cuda) {
  public TensorFlowProbe {
    cuda = List.copyOf(cuda);
  }

  /**
   * Starts TensorFlow as a service with these settings does.
   *
   * @throws UnsatisfiedLinkError its library cannot be loaded
   */
  public static TensorFlowProbe start(TensorFlowSettings settings) {
    TensorFlowNatives.load();
    String device = "";
    String obstacle = "";
    try {
      TensorFlowRuntime runtime = new TensorFlowRuntime(settings);
      device = runtime.device();
      obstacle = runtime.obstacle().orElse("");
    } catch (IllegalStateException e) {
      obstacle = String.valueOf(e.getMessage());
    }
    return new TensorFlowProbe(TensorFlow.version(), device, obstacle, CudaLibraries.checked());
  }
}
