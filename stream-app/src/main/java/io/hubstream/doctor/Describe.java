package io.hubstream.doctor;

import io.hubstream.serving.tensorflow.CudaLibrary;
import java.util.Optional;

/** Words that the text and the JSON share. */
final class Describe {
  private static final String TENSORFLOW = "libtensorflow_cc.so.2";

  private Describe() {}

  static Optional<String> tensorFlowLibrary(Probe.Started started) {
    return started.mapped(TENSORFLOW);
  }

  /** The file that the process had mapped. */
  static Optional<String> loadedFrom(GpuFacts gpu, CudaLibrary library) {
    return gpu.probe().started().flatMap(started -> started.mapped(library.name()));
  }

  static boolean loads(GpuFacts gpu, CudaLibrary library) {
    return library.problem().isEmpty() && loadedFrom(gpu, library).isPresent();
  }

  /** The folder, or the jar, that a library lies in; empty where it is missing. */
  static String folder(CudaLibrary library) {
    String place = library.place();
    if (place.isEmpty()) {
      return "";
    }
    int inJar = place.indexOf('!');
    return inJar < 0
        ? ", in " + place.substring(0, place.lastIndexOf('/'))
        : ", not unpacked from " + place.substring(0, inJar).replaceFirst("^jar:file:", "");
  }

  static String origin(CudaLibrary library) {
    return switch (library.origin()) {
      case SETTING -> "named by hubstream.cuda.path";
      case FOLDER -> "bundle";
      case JAR -> "Maven redistributable";
      case SYSTEM -> "system";
      case MISSING -> "missing";
    };
  }

  static String bytes(long bytes) {
    return bytes < 1L << 30
        ? "%d MiB".formatted(bytes >> 20)
        : "%.1f GiB".formatted(bytes / (double) (1L << 30));
  }
}
