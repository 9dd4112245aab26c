package io.hubstream.serving.tensorflow;

import java.util.Optional;

/**
 * One of the CUDA or cuDNN libraries that TensorFlow needs to use a GPU, and where it comes from.
 *
 * @param name as TensorFlow asks for it, for instance {@code libcudnn.so.9}
 * @param purpose what for
 * @param origin where it was found
 * @param place its file, or the jar that holds it; empty where it is missing
 * @param problem why it could not be loaded
 */
public record CudaLibrary(
    String name, String purpose, Origin origin, String place, Optional<String> problem) {

  /** Where a library comes from, in the order in which they are looked for. */
  public enum Origin {
    /** A folder that the system property {@value CudaLibraries#FOLDERS} names. */
    SETTING,
    /** A folder on the class path, as in a bundle: used in place. */
    FOLDER,
    /** A jar on the class path, NVIDIA's redistributable from Maven: unpacked once. */
    JAR,
    /** The system: the dynamic loader finds it, or it lies where CUDA is usually installed. */
    SYSTEM,
    /** Nowhere. */
    MISSING
  }
}
