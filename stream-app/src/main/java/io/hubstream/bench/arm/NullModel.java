package io.hubstream.bench.arm;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.decoding.TikaTextExtractor;
import io.hubstream.service.ServiceParts;
import io.hubstream.service.TensorFlowParts;
import io.hubstream.serving.ArtifactSource;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.EmbeddingSpec;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Servable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Models for texts that compute nothing: what a record costs beside its model. */
public final class NullModel {
  private static final String NAME = "null-model";
  private static final float[] EMBEDDING = {1, 0, 0, 0, 0, 0, 0, 0};

  private NullModel() {}

  /** As the registry names it. */
  public static DesiredVersion version() {
    return versions(1).get(0);
  }

  /** So many of them, alike but for their names. */
  public static List<DesiredVersion> versions(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(
            i ->
                new DesiredVersion(
                    new ModelVersion(
                        i == 1 ? NAME : "%s-%d".formatted(NAME, i),
                        "1",
                        "sha256:" + "0".repeat(64)),
                    URI.create("null:model"),
                    ""))
        .toList();
  }

  /** A service of them alone: texts are decoded as ever, pictures not at all. */
  static ServiceParts parts(HubstreamConfig config, ServiceParts.Meters meters) {
    return new ServiceParts(
        artifact -> new Nothing(artifact.version()),
        (mediaType, bytes, wanted) -> {
          throw new IllegalStateException("the null model takes no " + mediaType);
        },
        new TikaTextExtractor(TensorFlowParts.documentLimits(config.pipeline().decode())),
        wanted -> fetched(wanted.version()),
        () -> "none",
        meters);
  }

  private static ArtifactSource.FetchedArtifact fetched(ModelVersion version) {
    ModelManifest manifest =
        new ModelManifest(
            version.model(),
            version.version(),
            List.of(),
            new ModelManifest.Input("string", TextPreprocessing.DEFAULT),
            Optional.empty(),
            Optional.empty(),
            "hubstream bench",
            new ModelManifest.Lineage("null:model", "", ""),
            Instant.EPOCH,
            List.of());
    return () -> new ModelArtifact(version, Path.of(""), manifest);
  }

  private static final class Nothing implements Servable {
    private static final ModelOutput OUTPUT =
        new ModelOutput(Optional.of(EMBEDDING), Optional.empty());

    private final ModelSpec spec;

    Nothing(ModelVersion version) {
      this.spec =
          new ModelSpec(
              version,
              TextPreprocessing.DEFAULT,
              Optional.of(new EmbeddingSpec(EMBEDDING.length, "null")),
              Optional.empty());
    }

    @Override
    public ModelSpec spec() {
      return spec;
    }

    @Override
    public String device() {
      return "none";
    }

    @Override
    public List<ModelOutput> run(List<ModelInput> inputs, int paddedSize) {
      return Collections.nCopies(inputs.size(), OUTPUT);
    }

    @Override
    public void close() {
      // It holds nothing.
    }
  }
}
