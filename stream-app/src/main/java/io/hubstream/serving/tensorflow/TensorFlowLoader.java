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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
  private static final Logger LOG = LoggerFactory.getLogger(TensorFlowLoader.class);

  private final TensorFlowRuntime runtime;
  private final OpPolicy policy;

  /** As {@link #TensorFlowLoader(TensorFlowSettings, OpSettings)}, with the list as it comes. */
  public TensorFlowLoader(TensorFlowSettings settings) {
    this(settings, OpSettings.DEFAULT);
  }

  /**
   * Starts TensorFlow, which takes seconds the first time, and loads the libraries of operations.
   *
   * @throws IllegalStateException the settings require a GPU and TensorFlow sees none, or a library
   *     of operations cannot be loaded, or a name is not that of an operation
   */
  public TensorFlowLoader(TensorFlowSettings settings, OpSettings ops) {
    this.runtime = new TensorFlowRuntime(settings);
    this.policy = OpPolicy.of(ops);
    if (!policy.differences().isEmpty()) {
      LOG.warn("Models may use other operations than by default: policy {}.", policy.describe());
    }
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
    Checked checked = check(artifact);
    SavedModelBundle bundle = open(artifact, checked.graph());
    try {
      return servable(artifact, bundle, checked.names());
    } catch (ModelRefusedException | RuntimeException | Error e) {
      bundle.close();
      throw e;
    }
  }

  /** A graph that nothing speaks against, and the tensors of it that the manifest means. */
  private record Checked(MetaGraphDef graph, TensorNames names) {}

  private Checked check(ModelArtifact artifact) throws ModelRefusedException {
    ModelManifest manifest = artifact.manifest();
    MetaGraphDef graph = SavedModelFile.read(artifact.folder()).graph(manifest.tags());
    StaticCheck.of(artifact.folder(), graph, policy).require();
    TensorNames names = TensorNames.of(manifest, graph);
    InputTensors.requireFit(manifest.input(), names.feeds(), new GraphOps(graph.getGraphDef()));
    return new Checked(graph, names);
  }

  @Override
  public Optional<String> examine(ModelArtifact artifact) throws ModelRefusedException {
    check(artifact);
    return Optional.of("operations checked by the policy " + policy.describe());
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
