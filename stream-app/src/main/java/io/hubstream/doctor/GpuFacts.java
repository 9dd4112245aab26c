package io.hubstream.doctor;

import io.hubstream.serving.tensorflow.CudaLibrary;
import io.hubstream.serving.tensorflow.NvidiaDriver;
import io.hubstream.serving.tensorflow.TensorFlowSettings.Device;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that decides whether models run on a GPU.
 *
 * @param wanted by the settings
 * @param gpuBuild whether this build carries TensorFlow for GPUs
 * @param environment of the process
 * @param driver of NVIDIA
 * @param deviceFiles whether the kernel shows GPUs: {@code /dev/nvidia*}
 * @param smi NVIDIA's own tool
 * @param probe TensorFlow's start
 */
record GpuFacts(
    Device wanted,
    boolean gpuBuild,
    Map<String, String> environment,
    NvidiaDriver driver,
    boolean deviceFiles,
    NvidiaSmi smi,
    Probe probe) {

  boolean used() {
    return probe.started().filter(Probe.Started::onGpu).isPresent();
  }

  /** Whether there is reason to think that the machine has a GPU. */
  boolean machineHasGpu() {
    return driver.library().isPresent() || deviceFiles || !smi.gpus().isEmpty();
  }

  Optional<String> visibleDevices() {
    return Optional.ofNullable(environment.get("CUDA_VISIBLE_DEVICES"));
  }

  List<CudaLibrary> cuda() {
    return probe.started().map(Probe.Started::cuda).orElse(List.of());
  }
}
