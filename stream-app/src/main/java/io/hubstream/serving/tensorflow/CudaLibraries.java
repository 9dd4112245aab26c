package io.hubstream.serving.tensorflow;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the CUDA libraries that the build profile {@code gpu} puts on the class path. TensorFlow
 * opens CUDA by the names of its libraries and takes one that the process has loaded already; it
 * does not look into jars itself. Without the profile this does nothing, and TensorFlow looks for
 * CUDA on the system.
 *
 * <p>The libraries are extracted into JavaCPP's cache once, side by side, where those that cuDNN
 * opens by itself are found by it.
 */
final class CudaLibraries {
  private static final Logger LOG = LoggerFactory.getLogger(CudaLibraries.class);
  private static final String FOLDER = "/org/bytedeco/cuda/linux-x86_64/";

  /** In the order in which one needs the other. */
  private static final List<String> LOADED =
      List.of(
          "libcudart.so.12",
          "libnvJitLink.so.12",
          "libcublasLt.so.12",
          "libcublas.so.12",
          "libcusparse.so.12",
          "libcusolver.so.11",
          "libcufft.so.11",
          "libnvrtc.so.12",
          "libcudnn.so.9");

  /** Opened by others, so they must lie beside them. */
  private static final List<String> BESIDE =
      List.of(
          "libnvrtc-builtins.so.12.6",
          "libcudnn_graph.so.9",
          "libcudnn_ops.so.9",
          "libcudnn_cnn.so.9",
          "libcudnn_adv.so.9",
          "libcudnn_heuristic.so.9",
          "libcudnn_engines_precompiled.so.9",
          "libcudnn_engines_runtime_compiled.so.9",
          "libcupti.so.12");

  private CudaLibraries() {}

  /** To be called before TensorFlow looks for a GPU; later calls change nothing. */
  static void preload() {
    if (CudaLibraries.class.getResource(FOLDER + LOADED.get(0)) == null) {
      return;
    }
    List<String> failed = new ArrayList<>();
    for (String name : BESIDE) {
      extract(name, failed);
    }
    for (String name : LOADED) {
      load(name, failed);
    }
    if (failed.isEmpty()) {
      LOG.info("CUDA comes from the class path: {} libraries are loaded.", LOADED.size());
    } else {
      LOG.warn("CUDA of the class path is not complete, models may run on the CPU: {}", failed);
    }
  }

  private static void load(String name, List<String> failed) {
    String path = extract(name, failed);
    if (!path.isEmpty()) {
      try {
        System.load(path);
      } catch (UnsatisfiedLinkError e) {
        failed.add(name + ": " + e.getMessage());
      }
    }
  }

  /** Its path in the cache, empty where that failed. */
  private static String extract(String name, List<String> failed) {
    URL resource = CudaLibraries.class.getResource(FOLDER + name);
    try {
      File file = resource == null ? null : Loader.cacheResource(resource);
      if (file != null) {
        return file.getAbsolutePath();
      }
      failed.add(name + ": not on the class path");
    } catch (IOException e) {
      failed.add(name + ": " + e.getMessage());
    }
    return "";
  }
}
