package io.hubstream.bench.arm;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.DesiredVersion;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * What a process is to measure; handed to it as JSON.
 *
 * @param settings of the service; those of batches, decoding and TensorFlow hold for the bare
 *     models too
 * @param itemsFile content items of the bare models
 * @param models that the records go through: loaded by the bare models, waited for by the others
 * @param timing when it is warm, and how long it is measured
 * @param records how many there are in all; 0 when nobody knows
 * @param check whether every item is tried alone first, and failures are told instead of fatal
 */
public record ArmSpec(
    Arm arm,
    Map<String, String> settings,
    String itemsFile,
    List<Model> models,
    Timing timing,
    long records,
    boolean check) {
  /** The compiler may prolong the warm-up up to so many times. */
  public static final int MOST_WARM_UPS = 3;

  public ArmSpec {
    settings = Map.copyOf(settings);
    models = List.copyOf(models);
  }

  /**
   * @param warmUpMs least time between the first record and the window; up to {@link
   *     #MOST_WARM_UPS} times as long while the just-in-time compiler is busy
   * @param durationMs length of the window; 0 for until it is told to end
   */
  public record Timing(long warmUpMs, long durationMs) {}

  /** A model version and where it is. */
  public record Model(String name, String version, String digest, String uri) {
    public static Model of(DesiredVersion version) {
      return new Model(
          version.version().model(),
          version.version().version(),
          version.version().digest(),
          version.artifactUri().toString());
    }

    public DesiredVersion desired() {
      return new DesiredVersion(new ModelVersion(name, version, digest), URI.create(uri), "");
    }
  }
}
