package io.hubstream.artifacts;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.serving.InferredModel;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelInspector;
import io.hubstream.serving.ModelManifest.ClassificationOutput;
import io.hubstream.serving.ModelManifest.EmbeddingOutput;
import io.hubstream.serving.ModelManifest.Input;
import io.hubstream.serving.ModelManifest.Port;
import io.hubstream.serving.ModelManifest.ScoreForm;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Infers the same of every folder, and takes the labels and the space that were said. */
final class FakeInspector implements ModelInspector {
  @Override
  public InferredModel infer(Path folder, ManifestHints hints) {
    return new InferredModel(
        List.of("serve"),
        new Input("float32", new ImagePreprocessing(8, 8, 3, 0, 1)),
        Optional.of(
            new EmbeddingOutput(
                new Port("serving_default", "inputs", "embedding"), 7, hints.spaceId())),
        Optional.of(
            new ClassificationOutput(
                new Port("serving_default", "inputs", "scores"),
                ScoreForm.PROBABILITIES,
                hints.labels(),
                Optional.empty())));
  }
}
