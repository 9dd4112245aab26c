package io.hubstream.records;

import java.util.Optional;

/**
 * Fingerprint of what results are computed on, part of every result and lifecycle event.
 *
 * @param instance name of this running instance
 * @param applicationVersion version of Hubstream
 * @param gitCommit what it was built from, where the build knows
 * @param tensorflowVersion version of the native TensorFlow library
 * @param gpu what a GPU runs with, where there is one
 * @param platform the Java virtual machine, the operating system and the brokers
 * @param digest of the whole environment, where the instance was compared with a lock
 */
public record RuntimeEnvironment(
    String instance,
    String applicationVersion,
    Optional<String> gitCommit,
    String tensorflowVersion,
    Gpu gpu,
    Platform platform,
    Optional<String> digest) {

  /** An environment that was compared with no lock, and whose cuDNN is not known. */
  public RuntimeEnvironment(
      String instance,
      String applicationVersion,
      Optional<String> gitCommit,
      String tensorflowVersion,
      Optional<String> cuda,
      Optional<String> driver,
      Platform platform) {
    this(
        instance,
        applicationVersion,
        gitCommit,
        tensorflowVersion,
        new Gpu(cuda, Optional.empty(), driver),
        platform,
        Optional.empty());
  }

  /** Versions of CUDA, of cuDNN and of the GPU's driver; empty without a GPU. */
  public record Gpu(Optional<String> cuda, Optional<String> cudnn, Optional<String> driver) {
    public static final Gpu NONE = new Gpu(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /**
   * What the brokers are.
   *
   * @param profile the setting {@code broker.profile}
   * @param guarantee the one in force, as Kafka Streams spells it
   * @param reason why it is that one
   */
  public record Brokers(String profile, String guarantee, String reason) {}

  /**
   * Name and version of the JVM; name, version and architecture of the operating system; the
   * brokers, where there are any.
   */
  public record Platform(String jvm, String os, Optional<Brokers> brokers) {

    /** Without brokers. */
    public Platform(String jvm, String os) {
      this(jvm, os, Optional.empty());
    }

    /** The same with these brokers. */
    public Platform with(Brokers these) {
      return new Platform(jvm, os, Optional.of(these));
    }

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
