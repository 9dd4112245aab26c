package io.hubstream.serving.tensorflow;

import io.hubstream.content.MediaKind;
import io.hubstream.serving.InferredModel;
import io.hubstream.serving.ModelManifest.ClassificationOutput;
import io.hubstream.serving.ModelManifest.EmbeddingOutput;
import io.hubstream.serving.ModelManifest.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of an exported model without running it, and why it is believed.
 *
 * @param contents what the export holds
 * @param ops operations outside of what the policy allows
 * @param inference what its manifest would say
 * @param verdict what speaks against it
 */
public record Inspection(
    Contents contents, List<OpFinding> ops, Inference inference, Verdict verdict) {
  public Inspection {
    ops = List.copyOf(ops);
  }

  /**
   * @param tagSets of all its graphs
   * @param tags of the graph that would be loaded
   * @param operations how many the graph and its functions hold
   * @param sizeBytes of all files of the folder
   */
  public record Contents(
      List<List<String>> tagSets,
      List<String> tags,
      List<Signature> signatures,
      int operations,
      long sizeBytes) {}

  /**
   * @param method the method name, such as {@code tensorflow/serving/predict}; may be empty
   */
  public record Signature(String name, String method, List<Port> inputs, List<Port> outputs) {}

  /**
   * @param key its name in the signature
   * @param tensor its name in the graph
   * @param type element type and shape, such as {@code float32 [?, 96, 96, 3]}
   */
  public record Port(String key, String tensor, String type) {}

  /** A finding and the reason for it, in words. */
  public record Found<T>(T value, String reason) {}

  /**
   * Empty where nothing was found.
   *
   * @param labels names in output order; empty list where an output gives them at load
   */
  public record Inference(
      Optional<Found<Input>> input,
      Optional<Found<EmbeddingOutput>> embedding,
      Optional<Found<ClassificationOutput>> classification,
      Optional<Found<List<String>>> labels) {}

  /**
   * @param repairs what is mended in a copy before TensorFlow Java loads it
   * @param refusals why it would not be loaded
   * @param notRoutable why no content can be sent to it
   */
  public record Verdict(List<String> repairs, List<String> refusals, List<String> notRoutable) {
    public Verdict {
      repairs = List.copyOf(repairs);
      refusals = List.copyOf(refusals);
      notRoutable = List.copyOf(notRoutable);
    }
  }

  /** What it can do for content, in words; what keeps it from that where it can do nothing. */
  public Found<String> task() {
    List<String> tasks = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    inference.input().ifPresent(input -> reasons.add(input.reason()));
    inference
        .embedding()
        .ifPresent(
            embedding -> {
              tasks.add("embedding");
              reasons.add(embedding.reason());
            });
    inference
        .classification()
        .ifPresent(
            classification -> {
              tasks.add("classification");
              reasons.add(classification.reason());
            });
    if (tasks.isEmpty() || inference.input().isEmpty()) {
      return new Found<>("none", String.join("; ", verdict.notRoutable()));
    }
    MediaKind kind = inference.input().get().value().preprocessing().mediaKind();
    return new Found<>(
        String.join(" and ", tasks) + (kind == MediaKind.IMAGE ? " of pictures" : " of text"),
        String.join("; ", reasons));
  }

  /** Whether it would be loaded. */
  public boolean loadable() {
    return verdict.refusals().isEmpty();
  }

  /** Whether content can be sent to it. */
  public boolean routable() {
    return loadable() && verdict.notRoutable().isEmpty() && model().isPresent();
  }

  /** The manifest's parts, where input and an output were found. */
  public Optional<InferredModel> model() {
    boolean output = inference.embedding().isPresent() || inference.classification().isPresent();
    return output
        ? inference
            .input()
            .map(
                input ->
                    new InferredModel(
                        contents.tags(),
                        input.value(),
                        inference.embedding().map(Found::value),
                        inference.classification().map(Found::value)))
        : Optional.empty();
  }
}
