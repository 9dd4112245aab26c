package io.hubstream.serving.tensorflow;

import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the CUDA libraries that the build profile {@code gpu} puts on the class path. TensorFlow
 * opens CUDA by the names of its libraries and takes one that the process has loaded already; it
 * does not look into jars itself. Without the profile this does nothing, and TensorFlow looks for
 * CUDA on the system.
 */
final class CudaLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(CudaLibraries.class);
  private static final String PACKAGE = "org.bytedeco.cuda.global.";

  /** In the order in which one needs the other. */
  private static final List<String> LIBRARIES =
      List.of("cudart", "cublas", "cusparse", "cusolver", "cufft", "cudnn");

  private CudaLibraries() {}

  /** To be called before the first call of TensorFlow; later calls do nothing more. */
  static void preload() {
    for (String library : LIBRARIES) {
      try {
        Loader.load(Class.forName(PACKAGE + library));
      } catch (ClassNotFoundException e) {
        // Built without the profile.
        return;
      } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
        LOG.warn(
            "The CUDA library '{}' of the class path does not load, models may run on the CPU: {}",
            library,
            e.toString());
      }
    }
    LOG.info("CUDA libraries of the class path: {}.", LIBRARIES);
  }
}
