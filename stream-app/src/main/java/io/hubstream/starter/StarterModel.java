package io.hubstream.starter;

import io.hubstream.content.Preprocessing;
import java.nio.file.Path;
import java.util.List;

/**
 * One built version of a starter model: a folder in TensorFlow Serving's layout, and the facts that
 * a manifest of it needs.
 *
 * @param name model name
 * @param version a whole number from 1
 * @param folder holds {@code saved_model.pb}, {@code assets/labels.txt} and {@code assets.extra/}
 * @param story what it is and where it comes from, for people
 * @param contract how it is called
 * @param labels the classes, in the order of the probabilities
 * @param evidence what it was measured to do
 */
public record StarterModel(
    String name,
    int version,
    Path folder,
    Story story,
    Contract contract,
    List<String> labels,
    Evidence evidence) {

  public StarterModel {
    labels = List.copyOf(labels);
  }

  /**
   * @param description one sentence
   * @param lineage what it was trained on, and how
   * @param change what is new in this version
   */
  public record Story(String description, String lineage, String change) {}

  /**
   * One signature, two outputs: the embedding float32 {@code [batch, dimension]} at unit length,
   * and the probabilities float32 {@code [batch, labels]}.
   *
   * @param signature name of the signature
   * @param input name of the only input
   * @param preprocessing what the input wants
   * @param embedding name of the embedding output
   * @param dimension size of the embedding
   * @param probabilities name of the classification output
   */
  public record Contract(
      String signature,
      String input,
      Preprocessing preprocessing,
      String embedding,
      int dimension,
      String probabilities) {}

  /** One sentence about this version. */
  public String description() {
    return story.description();
  }

  /** Share of held-out examples that got the right label, in [0,1]. */
  public double heldOutAccuracy() {
    return evidence.heldOutAccuracy();
  }
}
