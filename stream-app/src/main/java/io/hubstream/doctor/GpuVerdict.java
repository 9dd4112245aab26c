package io.hubstream.doctor;

import io.hubstream.serving.tensorflow.CudaLibrary;
import io.hubstream.serving.tensorflow.CudaLibrary.Origin;
import io.hubstream.serving.tensorflow.TensorFlowSettings.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether models run on a GPU, and if not, the first cause that is not one of another: a driver
 * that is missing comes before the libraries that would need it.
 *
 * @param reason in plain words
 * @param advice what to do; empty where all is as it should be
 */
record GpuVerdict(boolean used, String reason, String advice) {
  private static final String CONTAINER =
      "In a container: start it with the NVIDIA container runtime, e.g. 'docker run --gpus all'";
  private static final List<Function<GpuFacts, Optional<GpuVerdict>>> CAUSES =
      List.of(
          GpuVerdict::settings,
          GpuVerdict::noDriver,
          GpuVerdict::build,
          GpuVerdict::hidden,
          GpuVerdict::unreachableDriver,
          GpuVerdict::noStart,
          GpuVerdict::libraries,
          GpuVerdict::driverError,
          GpuVerdict::ignoredDevice);

  static GpuVerdict of(GpuFacts facts) {
    if (facts.used()) {
      return new GpuVerdict(true, "models run on " + device(facts), "");
    }
    return CAUSES.stream()
        .map(cause -> cause.apply(facts))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> unknown(facts));
  }

  private static String device(GpuFacts facts) {
    return facts.probe().log().devices().stream()
        .findFirst()
        .map(
            gpu ->
                "GPU %d, %s, compute capability %s, %d MB of its memory for TensorFlow"
                    .formatted(gpu.number(), gpu.name(), gpu.computeCapability(), gpu.memoryMb()))
        .orElse("a GPU, which TensorFlow does not describe");
  }

  private static Optional<GpuVerdict> settings(GpuFacts facts) {
    return because(facts.wanted() == Device.CPU, "the settings say inference.device=cpu", "");
  }

  private static Optional<GpuVerdict> noDriver(GpuFacts facts) {
    if (facts.driver().library().isPresent()) {
      return Optional.empty();
    }
    if (facts.deviceFiles() || facts.driver().version().isPresent()) {
      return because(
          true,
          "the kernel has NVIDIA's driver, but its library libcuda.so.1 is nowhere to be found",
          CONTAINER + "; else install the whole driver.");
    }
    return because(
        true,
        "this machine has no NVIDIA driver",
        facts.wanted() == Device.GPU
            ? "Install NVIDIA's driver, 525 or newer. " + CONTAINER + "."
            : "");
  }

  private static Optional<GpuVerdict> build(GpuFacts facts) {
    return because(
        !facts.gpuBuild(),
        "this build carries TensorFlow for the CPU alone",
        "Build with the profile gpu (HUBSTREAM_BUILD_OPTS=-Pgpu ./hubstream ...), or take the GPU bundle.");
  }

  private static Optional<GpuVerdict> hidden(GpuFacts facts) {
    return because(
        facts.visibleDevices().filter(List.of("", "-1")::contains).isPresent(),
        "CUDA_VISIBLE_DEVICES hides every GPU",
        "Unset it, or set it to the number of a GPU.");
  }

  private static Optional<GpuVerdict> unreachableDriver(GpuFacts facts) {
    Path library = facts.driver().library().orElseThrow();
    return because(
        !facts.driver().reachable(),
        "the driver's library is %s, where the system does not look for it".formatted(library),
        "Start with LD_LIBRARY_PATH=%s, or tell ldconfig of that folder."
            .formatted(library.getParent()));
  }

  private static Optional<GpuVerdict> noStart(GpuFacts facts) {
    return because(
        facts.probe().started().isEmpty(),
        "TensorFlow did not start: %s%s".formatted(facts.probe().failure(), lastWords(facts)),
        "See whether nvidia-smi works. With CUDA_VISIBLE_DEVICES=-1 TensorFlow leaves the GPU alone.");
  }

  private static Optional<GpuVerdict> libraries(GpuFacts facts) {
    List<CudaLibrary> cuda = facts.cuda();
    String missing = names(cuda.stream().filter(one -> one.origin() == Origin.MISSING));
    String broken =
        cuda.stream()
            .filter(library -> library.problem().isPresent())
            .map(library -> library.name() + " (" + library.problem().orElse("") + ")")
            .collect(Collectors.joining(", "));
    if (missing.isEmpty() && broken.isEmpty()) {
      return Optional.empty();
    }
    String what =
        Stream.of(
                missing.isEmpty() ? "" : "not found: " + missing,
                broken.isEmpty() ? "" : "cannot be loaded: " + broken)
            .filter(part -> !part.isEmpty())
            .collect(Collectors.joining("; "));
    return because(
        true,
        "libraries of CUDA 12 or cuDNN 9 are " + what,
        "Take the GPU bundle or build with the profile gpu: both carry them. Or install CUDA 12 and"
            + " cuDNN 9, and name their folders by HUBSTREAM_OPTS=-Dhubstream.cuda.path=DIR:DIR.");
  }

  private static String names(Stream<CudaLibrary> libraries) {
    return libraries.map(CudaLibrary::name).collect(Collectors.joining(", "));
  }

  private static Optional<GpuVerdict> driverError(GpuFacts facts) {
    Optional<String> error = facts.probe().log().driverError();
    if (error.isEmpty()) {
      return Optional.empty();
    }
    String text = error.get();
    String reason = "the driver cannot be used: " + text;
    if (text.contains("NO_DEVICE")) {
      return because(
          true,
          "the driver finds no GPU"
              + facts.visibleDevices().map(" with CUDA_VISIBLE_DEVICES=%s"::formatted).orElse(""),
          "See what nvidia-smi lists. " + CONTAINER + ".");
    }
    if (text.contains("DRIVER_MISMATCH") || text.contains("(803)")) {
      return because(
          true,
          reason,
          "The driver's library and its kernel module are of different versions: restart the machine, or"
              + " give the container the driver of its host.");
    }
    if (text.contains("(303)")) {
      return because(
          true, reason, "libcuda.so.1 was found but not opened: it may be for another system.");
    }
    return because(
        true,
        reason,
        "See whether nvidia-smi works and the kernel module nvidia_uvm is loaded, then restart the machine.");
  }

  private static Optional<GpuVerdict> ignoredDevice(GpuFacts facts) {
    List<String> ignored = facts.probe().log().ignored();
    return because(
        !ignored.isEmpty(),
        "TensorFlow does not take the GPU: " + String.join("; ", ignored),
        "This TensorFlow needs compute capability 6.0 or more.");
  }

  private static GpuVerdict unknown(GpuFacts facts) {
    String obstacle = facts.probe().started().map(Probe.Started::obstacle).orElse("");
    return new GpuVerdict(
        false,
        obstacle.isEmpty()
            ? "TensorFlow does not say why" + lastWords(facts)
            : "TensorFlow cannot use it: " + obstacle,
        "Check inference.gpu.visible.devices and CUDA_VISIBLE_DEVICES against what nvidia-smi lists.");
  }

  private static String lastWords(GpuFacts facts) {
    List<String> words = facts.probe().log().complaints();
    return words.isEmpty() ? "" : "; it said: " + String.join(" | ", words);
  }

  private static Optional<GpuVerdict> because(boolean holds, String reason, String advice) {
    return holds ? Optional.of(new GpuVerdict(false, reason, advice)) : Optional.empty();
  }
}
