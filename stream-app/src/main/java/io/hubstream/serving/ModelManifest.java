package io.hubstream.serving;

import io.hubstream.content.Preprocessing;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What {@code hubstream-model.json} says: written last into a version folder, it makes the version
 * complete and immutable. Its own SHA-256 is the version's digest.
 *
 * @param model the model's name
 * @param version the version's name
 * @param tags tag set of the meta graph to load; empty for the TF1 Hub format
 * @param input the one input that content is fed to
 * @param embedding where the embedding comes out
 * @param classification where the classification comes out
 * @param owner who answers for it
 * @param lineage where it comes from
 * @param createdAt when it was packaged
 * @param files every other file of the folder, sorted by path
 * @param golden content items of the folder with what the model made of them; often empty
 */
public record ModelManifest(
    String model,
    String version,
    List<String> tags,
    Input input,
    Optional<EmbeddingOutput> embedding,
    Optional<ClassificationOutput> classification,
    String owner,
    Lineage lineage,
    Instant createdAt,
    List<FileEntry> files,
    List<GoldenSample> golden) {

  /** File name of the manifest within a version folder. */
  public static final String FILE_NAME = "hubstream-model.json";

  public ModelManifest {
    tags = List.copyOf(tags);
    files = List.copyOf(files);
    golden = List.copyOf(golden);
  }

  /** The same, with these files and golden samples. */
  public ModelManifest complete(List<FileEntry> allFiles, List<GoldenSample> samples) {
    return new ModelManifest(
        model,
        version,
        tags,
        input,
        embedding,
        classification,
        owner,
        lineage,
        createdAt,
        allFiles,
        samples);
  }

  /** Without golden samples. */
  public ModelManifest(
      String model,
      String version,
      List<String> tags,
      Input input,
      Optional<EmbeddingOutput> embedding,
      Optional<ClassificationOutput> classification,
      String owner,
      Lineage lineage,
      Instant createdAt,
      List<FileEntry> files) {
    this(
        model,
        version,
        tags,
        input,
        embedding,
        classification,
        owner,
        lineage,
        createdAt,
        files,
        List.of());
  }

  /**
   * @param elementType {@code float32}, {@code uint8} or {@code string}
   * @param preprocessing what is made of a content item
   */
  public record Input(String elementType, Preprocessing preprocessing) {}

  /** An input or output of a signature, by its key there. */
  public record Port(String signature, String input, String output) {}

  /**
   * @param dimension values of a vector; 0 when the export does not say, and a probe run finds it
   * @param spaceId empty for one of the version's own
   */
  public record EmbeddingOutput(Port port, int dimension, Optional<String> spaceId) {}

  /** How a class score is written. */
  public enum ScoreForm {
    /** Unbounded: softmax makes them probabilities. */
    LOGITS,
    PROBABILITIES
  }

  /**
   * @param labels names in output order; empty when an output gives them, or when nobody named
   *     them: then they are {@code class_0}, {@code class_1} and so on
   * @param labelsOutput string output of the same signature that holds the labels of each row
   */
  public record ClassificationOutput(
      Port port, ScoreForm form, List<String> labels, Optional<String> labelsOutput) {
    public ClassificationOutput {
      labels = List.copyOf(labels);
    }
  }

  /** All may be empty texts but the source handle. */
  public record Lineage(String source, String trainingRun, String dataset) {}

  /**
   * @param path relative, with forward slashes
   * @param size in bytes
   * @param sha256 64 lower-case hexadecimal digits
   */
  public record FileEntry(String path, long size, String sha256) {}
}
