package io.hubstream.serving.tensorflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The software and the devices that models on a GPU run with. Looking loads nothing.
 *
 * @param cuda version of CUDA's runtime
 * @param cudnn version of cuDNN
 * @param driver version of NVIDIA's driver
 * @param devices the GPUs as the driver names them, sorted
 */
public record GpuStack(
    Optional<String> cuda, Optional<String> cudnn, Optional<String> driver, List<String> devices) {
  public static final GpuStack NONE =
      new GpuStack(Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  private static final Pattern FILE_VERSION = Pattern.compile(".*\\.so\\.(\\d[\\d.]*)");
  private static final Pattern MODEL = Pattern.compile("(?m)^Model:\\s*(.+?)\\s*$");

  public GpuStack {
    devices = List.copyOf(devices);
  }

  /**
   * The one of this machine; none without a driver or where this build has no natives for GPUs.
   *
   * @param cuda version of the CUDA that comes with this build
   * @param cudnn version of the cuDNN that comes with this build
   */
  public static GpuStack here(String cuda, String cudnn) {
    NvidiaDriver driver = NvidiaDriver.find();
    if (!TensorFlowNatives.forGpu() || !driver.present()) {
      return NONE;
    }
    List<CudaLibrary> libraries = TensorFlowNatives.cudaNeeds();
    return new GpuStack(
        version(libraries, "libcudart.so", cuda),
        version(libraries, "libcudnn.so", cudnn),
        driver.version(),
        devices(Path.of("/proc/driver/nvidia/gpus")));
  }

  static Optional<String> version(List<CudaLibrary> libraries, String name, String ownVersion) {
    return libraries.stream()
        .filter(library -> library.name().startsWith(name))
        .findFirst()
        .flatMap(library -> version(library, ownVersion));
  }

  private static Optional<String> version(CudaLibrary library, String ownVersion) {
    return switch (library.origin()) {
      case MISSING -> Optional.empty();
      case JAR, FOLDER -> Optional.of(ownVersion);
      case SETTING, SYSTEM -> fileVersion(Path.of(library.place()));
    };
  }

  /** A system's library is a link to a file that is named after its whole version. */
  private static Optional<String> fileVersion(Path library) {
    try {
      Matcher name = FILE_VERSION.matcher(library.toRealPath().toString());
      return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static List<String> devices(Path folder) {
    try (Stream<Path> gpus = Files.list(folder)) {
      return gpus.map(gpu -> model(gpu.resolve("information"))).sorted().toList();
    } catch (IOException e) {
      return List.of(); // The driver's kernel module is not there, or not Linux.
    }
  }

  private static String model(Path information) {
    try {
      Matcher model = MODEL.matcher(Files.readString(information));
      return model.find() ? model.group(1) : "unknown";
    } catch (IOException e) {
      return "unknown";
    }
  }
}
