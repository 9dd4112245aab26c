package io.hubstream.serving.tensorflow;

import io.hubstream.artifacts.ModelFolder;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.starter.ProgressListener;
import io.hubstream.starter.StarterModel;
import io.hubstream.starter.StarterModels;
import io.hubstream.testing.ConvolutionModel;
import io.hubstream.testing.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Models that are run on two devices. Packaged in copies; what they were copied from stays as it
 * is.
 */
final class TestedModels {
  /** System property: a folder of built starter models, for where building them is not wanted. */
  private static final String STARTERS = "hubstream.starter.models";

  /** Environment: a folder of real models, in place of those beside the project. */
  private static final String REAL = "HUBSTREAM_TEST_MODELS";

  private final Path work;

  TestedModels(Path work) {
    this.work = work;
  }

  /** Two versions of a model that convolves, with other weights. */
  List<ModelArtifact> convolutions() throws Exception {
    return List.of(
        Models.pack(ConvolutionModel.write(work.resolve("convolutions/1"), 1), ManifestHints.NONE),
        Models.pack(ConvolutionModel.write(work.resolve("convolutions/2"), 2), ManifestHints.NONE));
  }

  /** All versions of the starter models. */
  List<ModelArtifact> starters() throws Exception {
    List<ModelArtifact> artifacts = new ArrayList<>();
    for (Path folder : starterFolders()) {
      artifacts.add(packedCopy(folder, "starter"));
    }
    return artifacts;
  }

  private List<Path> starterFolders() throws IOException {
    String built = System.getProperty(STARTERS, "");
    if (built.isEmpty()) {
      return StarterModels.buildInto(work.resolve("built"), ProgressListener.NONE).stream()
          .map(StarterModel::folder)
          .toList();
    }
    List<Path> folders = new ArrayList<>();
    for (Path model : children(Path.of(built))) {
      folders.addAll(children(model));
    }
    return folders;
  }

  /** Every version in the folder of real models; skips where there is no such folder. */
  List<Path> realFolders() throws IOException {
    String named = System.getenv().getOrDefault(REAL, "");
    List<Path> folders = new ArrayList<>();
    for (Path model : children(named.isEmpty() ? SharedFiles.models() : Path.of(named))) {
      try {
        if (ModelFolder.of(model) instanceof ModelFolder.Versions versions) {
          folders.addAll(versions.versions());
        } else {
          folders.add(model);
        }
      } catch (ModelRefusedException e) {
        System.out.printf("no model in %s: %s%n", model, e.reason());
      }
    }
    return folders;
  }

  /**
   * @throws ModelRefusedException it cannot be served, on whatever device
   */
  ModelArtifact packedCopy(Path folder, String kind) throws Exception {
    Path copy =
        work.resolve(kind).resolve(folder.getParent().getFileName() + "-" + folder.getFileName());
    Files.createDirectories(copy.getParent());
    return Models.pack(SharedFiles.copy(folder, copy), ManifestHints.NONE);
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(Files::isDirectory).sorted().toList();
    }
  }
}
