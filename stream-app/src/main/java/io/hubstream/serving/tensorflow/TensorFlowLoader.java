package io.hubstream.serving.tensorflow;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.ClassificationSpec;
import io.hubstream.serving.EmbeddingSpec;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.ClassificationOutput;
import io.hubstream.serving.ModelManifest.EmbeddingOutput;
import io.hubstream.serving.ModelManifest.ScoreForm;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Servable;
import io.hubstream.serving.ServableLoader;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.tensorflow.Output;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.MetaGraphDef;

/**
 * Loads SavedModels. What TensorFlow Java stumbles over and TensorFlow Serving does not is mended
 * in a temporary copy; what may not serve is refused before TensorFlow sees it.
 *
 * <p>Owner thread: none; safe for any thread. It holds no native memory between loads.
 */
public final class TensorFlowLoader implements ServableLoader {
  private final TensorFlowRuntime runtime;
  private final OpPolicy policy;

  /**
   * Starts TensorFlow, which takes seconds the first time.
   *
   * @throws IllegalStateException the settings require a GPU and TensorFlow sees none
   */
  public TensorFlowLoader(TensorFlowSettings settings) {
    this.runtime = new TensorFlowRuntime(settings);
    this.policy = new OpPolicy();
  }

  /** Where the models run: {@code cpu} or {@code gpu:0}. */
  public String device() {
    return runtime.device();
  }

  @Override
  public boolean onDevice() {
    return !device().equals(TensorFlowRuntime.CPU);
  }

  /** Version of the native TensorFlow library. */
  public String runtimeVersion() {
    return TensorFlow.version();
  }

  @Override
  public Servable load(ModelArtifact artifact) throws ModelRefusedException {
    ModelManifest manifest = artifact.manifest();
    MetaGraphDef graph = SavedModelFile.read(artifact.folder()).graph(manifest.tags());
    checkOps(graph);
    TensorNames names = TensorNames.of(manifest, graph);
    checkReach(graph, names);
    SavedModelBundle bundle = open(artifact, graph);
    try {
      return servable(artifact, bundle, names);
    } catch (ModelRefusedException | RuntimeException | Error e) {
      bundle.close();
      throw e;
    }
  }

  private void checkOps(MetaGraphDef graph) throws ModelRefusedException {
    SortedSet<String> unknown = policy.unknown(new GraphOps(graph.getGraphDef()).all());
    if (!unknown.isEmpty()) {
      throw new ModelRefusedException(
          "the graph uses operations that this TensorFlow does not know: "
              + String.join(", ", unknown));
    }
    List<String> stray = SanitisedCopy.strayAssets(graph);
    if (!stray.isEmpty()) {
      throw new ModelRefusedException(
          "the graph names assets outside of its folder: " + String.join(", ", stray));
    }
  }

  private void checkReach(MetaGraphDef graph, TensorNames names) throws ModelRefusedException {
    GraphOps ops = new GraphOps(graph.getGraphDef());
    refuse(policy.deniedInSignature(ops.reachableFrom(names.outputs())), "a signature");
    refuse(policy.deniedAtLoad(ops.reachableFrom(SanitisedCopy.loadRoots(graph))), "loading");
  }

  private static void refuse(SortedSet<String> denied, String where) throws ModelRefusedException {
    if (!denied.isEmpty()) {
      throw new ModelRefusedException(
          "operations that reach files, the network or the process are not allowed in "
              + where
              + ": "
              + String.join(", ", denied));
    }
  }

  private SavedModelBundle open(ModelArtifact artifact, MetaGraphDef graph)
      throws ModelRefusedException {
    try (SanitisedCopy copy = SanitisedCopy.of(artifact.folder(), graph)) {
      return SavedModelBundle.loader(copy.folder().toString())
          .withTags(artifact.manifest().tags().toArray(String[]::new))
          .withConfigProto(runtime.config())
          .load();
    } catch (RuntimeException | OutOfMemoryError e) {
      throw new ModelRefusedException(
          "TensorFlow cannot load it: " + TensorFlowErrors.shortened(e), e);
    }
  }

  private TensorFlowServable servable(
      ModelArtifact artifact, SavedModelBundle bundle, TensorNames names)
      throws ModelRefusedException {
    ModelManifest manifest = artifact.manifest();
    ModelRunner runner = new ModelRunner(bundle, names, manifest.input());
    TensorFlowServable.Fetches fetches = fetches(manifest, runner, names);
    ModelProbe probe = new ModelProbe(runner, manifest.input().preprocessing());
    List<Integer> widths = probe.widths(fetches.all());
    Optional<EmbeddingSpec> embedding = Optional.empty();
    if (manifest.embedding().isPresent()) {
      embedding =
          Optional.of(embedding(artifact.version(), manifest.embedding().get(), widths.get(0)));
    }
    Optional<ClassificationSpec> classification = Optional.empty();
    if (manifest.classification().isPresent()) {
      int width = widths.get(widths.size() - 1);
      ClassificationOutput output = manifest.classification().get();
      List<String> labels = output.labels();
      if (labels.isEmpty()) {
        labels =
            names.labels().isPresent()
                ? probe.labels(output, runner.tensor(names.labels().get()), width)
                : ModelProbe.numbered(width);
      }
      classification = Optional.of(classification(labels, width));
    }
    ModelSpec spec =
        new ModelSpec(
            artifact.version(), manifest.input().preprocessing(), embedding, classification);
    return new TensorFlowServable(bundle, runner, spec, fetches, runtime.device());
  }

  private static TensorFlowServable.Fetches fetches(
      ModelManifest manifest, ModelRunner runner, TensorNames names) throws ModelRefusedException {
    Optional<Output<?>> embedding = Optional.empty();
    if (names.embedding().isPresent()) {
      embedding = Optional.of(runner.tensor(names.embedding().get()));
    }
    Optional<Output<?>> scores = Optional.empty();
    if (names.scores().isPresent()) {
      scores = Optional.of(runner.tensor(names.scores().get()));
    }
    ScoreForm form =
        manifest.classification().map(ClassificationOutput::form).orElse(ScoreForm.PROBABILITIES);
    return new TensorFlowServable.Fetches(embedding, scores, form);
  }

  private static EmbeddingSpec embedding(ModelVersion version, EmbeddingOutput output, int width)
      throws ModelRefusedException {
    if (output.dimension() != 0 && output.dimension() != width) {
      throw new ModelRefusedException(
          "the manifest says that the embedding has %d values, but it has %d"
              .formatted(output.dimension(), width));
    }
    return new EmbeddingSpec(
        width, output.spaceId().orElseGet(() -> EmbeddingSpec.ownSpace(version)));
  }

  private static ClassificationSpec classification(List<String> labels, int width)
      throws ModelRefusedException {
    boolean binary = width == 1 && labels.size() == 2;
    if (labels.size() != width && !binary) {
      String hint =
          labels.size() + 1 == width || labels.size() == width + 1
              ? "; off by one: some label lists begin with 'background'"
              : "";
      throw new ModelRefusedException(
          "%d labels for %d classes%s".formatted(labels.size(), width, hint));
    }
    return new ClassificationSpec(labels);
  }
}
