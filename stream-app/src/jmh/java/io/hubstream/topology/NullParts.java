package io.hubstream.topology;

import io.hubstream.benchmarks.Samples;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.decoding.ImageDecoder;
import io.hubstream.decoding.TextExtractor;
import io.hubstream.serving.ClassificationSpec;
import io.hubstream.serving.EmbeddingSpec;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Servable;
import io.hubstream.serving.ServingSet;
import io.hubstream.serving.ServingSource;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decoders and a model that do nothing: what is left is the machinery around them. */
final class NullParts {
  private NullParts() {}

  /** Takes texts; gives an embedding of 64 values and ten classes. */
  static final class Model implements Servable {
    private static final int DIMENSION = 64;
    private static final int CLASSES = 10;

    private final ModelSpec spec =
        new ModelSpec(
            Samples.VERSION,
            TextPreprocessing.DEFAULT,
            Optional.of(new EmbeddingSpec(DIMENSION, "space")),
            Optional.of(new ClassificationSpec(Samples.labels(CLASSES))));
    private final ModelOutput output =
        new ModelOutput(
            Optional.of(Samples.floats(DIMENSION)), Optional.of(Samples.floats(CLASSES)));

    @Override
    public ModelSpec spec() {
      return spec;
    }

    @Override
    public String device() {
      return "cpu";
    }

    @Override
    public List<ModelOutput> run(List<ModelInput> inputs, int paddedSize) {
      return Collections.nCopies(inputs.size(), output);
    }

    @Override
    public void close() {}
  }

  /** Serves one set for ever. */
  static final class Serving implements ServingSource {
    private final ServingSet set;

    Serving(Servable model) {
      this.set = new ServingSet(Map.of(model.spec().version().model(), model), 5, () -> {});
    }

    @Override
    public ServingSet lease() {
      if (!set.tryRetain()) {
        throw new IllegalStateException("the set was released too often");
      }
      return set;
    }

    @Override
    public boolean awaitCaughtUp(Duration limit) {
      return true;
    }

    @Override
    public Optional<String> behind() {
      return Optional.empty();
    }

    @Override
    public void reportRegressed(String topic, int partition, String reason) {}
  }

  /** Every document has the same text. */
  static final class Texts implements TextExtractor {
    private final String text;

    Texts(String text) {
      this.text = text;
    }

    @Override
    public String extract(String mediaType, ByteBuffer bytes, Optional<String> fileName) {
      return text;
    }

    @Override
    public void close() {}
  }

  /** There are no pictures. */
  static final class NoImages implements ImageDecoder {
    @Override
    public List<ModelInput.ImageTensor> decode(
        String mediaType, ByteBuffer bytes, List<ImagePreprocessing> wanted)
        throws BadRecordException {
      throw new UnsupportedOperationException("no benchmark sends a picture here");
    }
  }
}
