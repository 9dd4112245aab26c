package io.hubstream.serving.tensorflow;

import io.hubstream.artifacts.ModelPackager;
import io.hubstream.artifacts.PackageRequest;
import io.hubstream.artifacts.PackagedModel;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest.Lineage;
import io.hubstream.serving.Servable;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Packages and loads for the tests of this package. */
final class Models {
  static final TensorFlowLoader LOADER = new TensorFlowLoader(TensorFlowSettings.DEFAULT);
  static final SavedModelInspector INSPECTOR = new SavedModelInspector();

  private Models() {}

  /** Packages a folder in place. */
  static ModelArtifact pack(Path folder, ManifestHints hints) throws Exception {
    PackagedModel packaged =
        new ModelPackager(INSPECTOR)
            .pack(
                new PackageRequest(
                    folder,
                    "test-model",
                    "1",
                    "tests",
                    new Lineage("made by the test", "", ""),
                    Optional.empty(),
                    hints,
                    Instant.EPOCH));
    return new ModelArtifact(packaged.version(), folder, packaged.manifest());
  }

  /** Packages a folder in place and loads it; the caller closes it. */
  static Servable load(Path folder) throws Exception {
    return LOADER.load(pack(folder, ManifestHints.NONE));
  }
}
