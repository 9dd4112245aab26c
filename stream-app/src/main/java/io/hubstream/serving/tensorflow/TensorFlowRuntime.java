package io.hubstream.serving.tensorflow;

import io.hubstream.serving.tensorflow.TensorFlowSettings.Device;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/** The one session configuration of the process, and the device that it gives. */
final class TensorFlowRuntime {
  private static final String CPU = "cpu";
  private static final String FIRST_GPU = "gpu:0";

  private final ConfigProto config;
  private final String device;

  /**
   * Starts TensorFlow, which takes seconds the first time.
   *
   * @throws IllegalStateException a GPU is required and TensorFlow sees none
   */
  TensorFlowRuntime(TensorFlowSettings settings) {
    if (settings.device() != Device.CPU) {
      CudaLibraries.preload();
    }
    this.config = config(settings, settings.device() != Device.CPU);
    boolean gpu = settings.device() != Device.CPU && seesGpu(config);
    if (settings.device() == Device.GPU && !gpu) {
      throw new IllegalStateException(
          "a GPU is required, but TensorFlow sees none: check the driver, CUDA 12, cuDNN 9 and that"
              + " the GPU natives are on the class path");
    }
    this.device = gpu ? FIRST_GPU : CPU;
  }

  /** Configuration of every session that runs a model. */
  ConfigProto config() {
    return config;
  }

  /** {@code cpu} or {@code gpu:0}. */
  String device() {
    return device;
  }

  /** For graphs that have no business on a GPU: it hides the GPUs from the session. */
  static ConfigProto cpuConfig(TensorFlowSettings settings) {
    return config(settings, false);
  }

  private static ConfigProto config(TensorFlowSettings settings, boolean gpu) {
    ConfigProto.Builder config =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(settings.intraOpThreads())
            .setInterOpParallelismThreads(settings.interOpThreads())
            .setAllowSoftPlacement(true)
            .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true));
    return gpu ? config.build() : config.putDeviceCount("GPU", 0).build();
  }

  /** Whether an operation that is pinned to the first GPU finds it. */
  private static boolean seesGpu(ConfigProto config) {
    ConfigProto strict = config.toBuilder().setAllowSoftPlacement(false).build();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      DeviceSpec gpu =
          DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.GPU).deviceIndex(0).build();
      var sum = tf.withDevice(gpu).math.add(tf.constant(1f), tf.constant(1f));
      try (Session session = new Session(graph, strict);
          Result ignored = session.runner().fetch(sum).run()) {
        return true;
      } catch (TensorFlowException | IllegalArgumentException e) {
        return false;
      }
    }
  }
}
