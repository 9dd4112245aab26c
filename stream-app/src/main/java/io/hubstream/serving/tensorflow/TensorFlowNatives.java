package io.hubstream.serving.tensorflow;

import java.util.List;
import org.tensorflow.TensorFlow;

/**
 * TensorFlow's native library. Whoever is about to use TensorFlow calls {@link #load} before:
 * whether CUDA is there is decided for the whole process when the library is loaded.
 */
public final class TensorFlowNatives {
  private static final String GPU_LIBRARY =
      "/org/tensorflow/internal/c_api/linux-x86_64-gpu/libtensorflow_cc.so.2";

  private TensorFlowNatives() {}

  /**
   * Loads CUDA where there is a driver, then TensorFlow; seconds the first time, then nothing.
   *
   * @throws UnsatisfiedLinkError the natives do not fit this system, or cannot be unpacked
   */
  public static void load() {
    CudaLibraries.loaded();
    TensorFlow.version();
  }

  /** The CUDA and cuDNN libraries that a GPU needs, and where they are now; loads nothing. */
  public static List<CudaLibrary> cudaNeeds() {
    return CudaLibraries.locate(LibrarySearch.here());
  }

  /** Whether this build carries TensorFlow's natives for GPUs. */
  public static boolean forGpu() {
    return TensorFlowNatives.class.getResource(GPU_LIBRARY) != null;
  }
}
