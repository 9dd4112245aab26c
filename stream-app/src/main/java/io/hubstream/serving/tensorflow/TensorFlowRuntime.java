package io.hubstream.serving.tensorflow;

import io.hubstream.serving.tensorflow.TensorFlowSettings.Device;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
  private static final Logger LOG = LoggerFactory.getLogger(TensorFlowRuntime.class);
  static final String CPU = "cpu";
  private static final String FIRST_GPU = "gpu:0";

  private final ConfigProto config;
  private final String device;
  private final Optional<String> obstacle;

  /**
   * Starts TensorFlow, which takes seconds the first time.
   *
   * @throws IllegalStateException a GPU is required and TensorFlow cannot use one
   */
  TensorFlowRuntime(TensorFlowSettings settings) {
    TensorFlowNatives.load();
    obstacle = obstacle(settings);
    if (settings.device() == Device.GPU && obstacle.isPresent()) {
      throw new IllegalStateException(
          "a GPU is required, but TensorFlow cannot use one: %s. 'hubstream doctor' says why and what to do"
              .formatted(obstacle.get()));
    }
    if (obstacle.isPresent() && settings.device() == Device.AUTO && NvidiaDriver.find().present()) {
      LOG.warn("Models run on the CPU; 'hubstream doctor' says why: {}", obstacle.get());
    }
    this.device = obstacle.isPresent() ? CPU : FIRST_GPU;
    // A session that may look for a GPU which does not work does not open at all.
    this.config = obstacle.isPresent() ? cpuConfig(settings) : gpuConfig(settings);
  }

  /** Configuration of every session that runs a model. */
  ConfigProto config() {
    return config;
  }

  /** {@code cpu} or {@code gpu:0}. */
  String device() {
    return device;
  }

  /** Why models do not run on a GPU; empty where they do. */
  Optional<String> obstacle() {
    return obstacle;
  }

  /** For graphs that have no business on a GPU: it hides the GPUs from the session. */
  static ConfigProto cpuConfig(TensorFlowSettings settings) {
    return gpuConfig(settings).toBuilder().putDeviceCount("GPU", 0).build();
  }

  /** For models on a GPU. */
  static ConfigProto gpuConfig(TensorFlowSettings settings) {
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(settings.intraOpThreads())
        .setInterOpParallelismThreads(settings.interOpThreads())
        .setAllowSoftPlacement(true)
        .setGpuOptions(gpuOptions(settings.gpu()))
        .build();
  }

  private static GPUOptions gpuOptions(TensorFlowSettings.Gpu gpu) {
    String visible = gpu.visible().stream().map(String::valueOf).collect(Collectors.joining(","));
    return GPUOptions.newBuilder()
        .setAllowGrowth(true)
        .setVisibleDeviceList(visible)
        .setPerProcessGpuMemoryFraction(gpu.memoryFraction())
        .build();
  }

  private static Optional<String> obstacle(TensorFlowSettings settings) {
    if (settings.device() == Device.CPU) {
      return Optional.of("the settings say CPU");
    }
    if (!TensorFlowNatives.forGpu()) {
      return Optional.of("this build carries TensorFlow for the CPU alone");
    }
    return failureOnGpu(gpuConfig(settings))
        .map(
            failure ->
                NvidiaDriver.find().present() ? failure : "this machine has no NVIDIA driver");
  }

  /** What happens to an operation that is pinned to the first GPU. */
  private static Optional<String> failureOnGpu(ConfigProto config) {
    ConfigProto strict = config.toBuilder().setAllowSoftPlacement(false).build();
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      DeviceSpec gpu =
          DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.GPU).deviceIndex(0).build();
      var sum = tf.withDevice(gpu).math.add(tf.constant(1f), tf.constant(1f));
      try (Session session = new Session(graph, strict);
          Result ignored = session.runner().fetch(sum).run()) {
        return Optional.empty();
      } catch (TensorFlowException | IllegalArgumentException e) {
        return Optional.of(TensorFlowErrors.shortened(e));
      }
    }
  }
}
