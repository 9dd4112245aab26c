package io.hubstream.records;

import java.util.Optional;

/**
 * Fingerprint of what results are computed on, part of every result and lifecycle event.
 *
 * @param instance name of this running instance
 * @param applicationVersion version of Hubstream
 * @param gitCommit what it was built from, where the build knows
 * @param tensorflowVersion version of the native TensorFlow library
 * @param cuda CUDA version, where there is a GPU
 * @param driver GPU driver version, where there is a GPU
 * @param platform the Java virtual machine and the operating system
 */
public record RuntimeEnvironment(
    String instance,
    String applicationVersion,
    Optional<String> gitCommit,
    String tensorflowVersion,
    Optional<String> cuda,
    Optional<String> driver,
    Platform platform) {

  /** Name and version of the JVM; name, version and architecture of the operating system. */
  public record Platform(String jvm, String os) {

    /** This process's. */
    public static Platform current() {
      return new Platform(
          System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"),
          "%s %s %s"
              .formatted(
                  System.getProperty("os.name"),
                  System.getProperty("os.version"),
                  System.getProperty("os.arch")));
    }
  }
}
