package io.hubstream.testing;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.serving.ClassificationSpec;
import io.hubstream.serving.DesiredModel;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.EmbeddingSpec;
import io.hubstream.serving.GoldenSample;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Model versions for tests; the digest follows from name and number. */
public final class Versions {
  /** A picture of 2 x 2 pixels. */
  public static final ImagePreprocessing SMALL_IMAGE = new ImagePreprocessing(2, 2, 3, 0, 1);

  private Versions() {}

  public static ModelVersion version(String model, int number) {
    return new ModelVersion(model, Integer.toString(number), digest(model + number));
  }

  /** A well-formed digest that depends on the text only. */
  public static String digest(String text) {
    return "sha256:" + "%064x".formatted(text.hashCode() & 0xffffffffL);
  }

  public static DesiredVersion wanted(String model, int number) {
    return wanted(version(model, number));
  }

  public static DesiredVersion wanted(ModelVersion version) {
    return new DesiredVersion(
        version, URI.create("file:///models/" + version.model() + "/" + version.version()), "");
  }

  /** An activation of a version. */
  public static DesiredModel activate(String model, int number, long registryOffset) {
    return new DesiredModel(
        model,
        Optional.of(wanted(model, number)),
        Optional.empty(),
        false,
        "tester",
        "activate " + number,
        registryOffset);
  }

  /** An activation that names a fallback. */
  public static DesiredModel activate(String model, int number, int fallback, long registryOffset) {
    return new DesiredModel(
        model,
        Optional.of(wanted(model, number)),
        Optional.of(wanted(model, fallback)),
        false,
        "tester",
        "activate " + number,
        registryOffset);
  }

  /** An activation that declares a break. */
  public static DesiredModel activateBreaking(String model, int number, long registryOffset) {
    DesiredVersion wanted = wanted(model, number);
    return new DesiredModel(
        model,
        Optional.of(wanted.breaking(true)),
        Optional.empty(),
        false,
        "tester",
        "activate " + number,
        registryOffset);
  }

  public static DesiredModel rollback(String model, int number, long registryOffset) {
    return new DesiredModel(
        model,
        Optional.of(wanted(model, number)),
        Optional.empty(),
        true,
        "tester",
        "roll back to " + number,
        registryOffset);
  }

  public static DesiredModel retire(String model, long registryOffset) {
    return new DesiredModel(
        model, Optional.empty(), Optional.empty(), false, "tester", "retire", registryOffset);
  }

  /** A picture model with an embedding of 4 values and 3 classes. */
  public static ModelSpec imageSpec(ModelVersion version) {
    return new ModelSpec(
        version,
        SMALL_IMAGE,
        Optional.of(new EmbeddingSpec(4, EmbeddingSpec.ownSpace(version))),
        Optional.of(new ClassificationSpec(List.of("cat", "dog", "bird"))));
  }

  /** A text model with an embedding of 4 values. */
  public static ModelSpec textSpec(ModelVersion version) {
    return new ModelSpec(
        version,
        TextPreprocessing.DEFAULT,
        Optional.of(new EmbeddingSpec(4, EmbeddingSpec.ownSpace(version))),
        Optional.empty());
  }

  /** A verified artifact without files, owned by {@code owner}, from the source {@code source}. */
  public static ModelArtifact artifact(ModelVersion version) {
    return artifact(version, Path.of("models", version.model(), version.version()), List.of());
  }

  /** A verified artifact in a folder, with golden samples. */
  public static ModelArtifact artifact(
      ModelVersion version, Path folder, List<GoldenSample> golden) {
    return new ModelArtifact(
        version,
        folder,
        new ModelManifest(
            version.model(),
            version.version(),
            List.of("serve"),
            new ModelManifest.Input("float32", SMALL_IMAGE),
            Optional.empty(),
            Optional.empty(),
            "owner",
            new ModelManifest.Lineage("source", "", ""),
            Instant.EPOCH,
            List.of(),
            golden));
  }
}
