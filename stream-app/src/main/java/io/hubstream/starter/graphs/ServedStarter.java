package io.hubstream.starter.graphs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/**
 * A written starter model, loaded as a server would load it; used to measure it.
 *
 * <p>Owned by one thread; closing it unloads the model.
 */
public final class ServedStarter implements AutoCloseable {
  private static final int BATCH = 32;

  private final SavedModelBundle bundle;

  private ServedStarter(SavedModelBundle bundle) {
    this.bundle = bundle;
  }

  /** What the model says about one input; both arrays belong to the caller. */
  public record Answer(float[] embedding, float[] probabilities) {

    /** Index of the most probable class; the lowest one of equals. */
    public int best() {
      int best = 0;
      for (int i = 1; i < probabilities.length; i++) {
        if (probabilities[i] > probabilities[best]) {
          best = i;
        }
      }
      return best;
    }
  }

  /** Loads the model in {@code folder}. */
  public static ServedStarter load(Path folder) {
    return new ServedStarter(
        SavedModelBundle.loader(folder.toString())
            .withTags("serve")
            .withConfigProto(Sessions.CPU)
            .load());
  }

  /** Answers for pictures of the model's own size, given as RGB bytes. */
  public List<Answer> ofPictures(List<byte[]> pictures) {
    List<Answer> answers = new ArrayList<>();
    for (int from = 0; from < pictures.size(); from += BATCH) {
      List<byte[]> part = pictures.subList(from, Math.min(pictures.size(), from + BATCH));
      try (Tensor input = Tensors.ofPictures(part)) {
        addAnswers(input, part.size(), answers);
      }
    }
    return answers;
  }

  /** Answers for texts. */
  public List<Answer> ofTexts(List<String> texts) {
    List<Answer> answers = new ArrayList<>();
    for (int from = 0; from < texts.size(); from += BATCH) {
      List<String> part = texts.subList(from, Math.min(texts.size(), from + BATCH));
      try (Tensor input = Tensors.ofTexts(part)) {
        addAnswers(input, part.size(), answers);
      }
    }
    return answers;
  }

  private void addAnswers(Tensor input, int count, List<Answer> answers) {
    try (Result result =
        bundle.function(StarterGraph.SIGNATURE).call(Map.of(StarterGraph.INPUT, input))) {
      float[][] embeddings = Tensors.rows((TFloat32) output(result, StarterGraph.EMBEDDING), count);
      float[][] probabilities =
          Tensors.rows((TFloat32) output(result, StarterGraph.PROBABILITIES), count);
      for (int i = 0; i < count; i++) {
        answers.add(new Answer(embeddings[i], probabilities[i]));
      }
    }
  }

  private static Tensor output(Result result, String name) {
    return result
        .get(name)
        .orElseThrow(() -> new IllegalStateException("the model gave no output " + name));
  }

  @Override
  public void close() {
    bundle.close();
  }
}
