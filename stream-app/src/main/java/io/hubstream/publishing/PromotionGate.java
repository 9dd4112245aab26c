package io.hubstream.publishing;

import io.hubstream.serving.ArtifactSource;
import io.hubstream.serving.BoundedServable;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.GateCheck;
import io.hubstream.serving.GateReport;
import io.hubstream.serving.GateStep;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.MadeUpInput;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManagerSettings;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Servable;
import io.hubstream.serving.ServableLoader;
import io.hubstream.serving.WarmUp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a version must pass before a person may approve it: its files are what its digest says, it
 * loads, it runs at every batch size, it gives numbers; then whatever steps there are besides. The
 * first failure of the basics ends the examination.
 *
 * <p>Owner thread: the caller's.
 */
public final class PromotionGate {
  private final ArtifactSource artifacts;
  private final ServableLoader loader;
  private final Rules rules;
  private final List<GateStep> steps;
  private final List<GateStep> comparisons;

  /**
   * What the service would be told by its settings.
   *
   * @param batchSizes padded batch sizes that are warmed up
   * @param limits how long a version may take
   */
  public record Rules(List<Integer> batchSizes, ModelManagerSettings.Limits limits) {
    public Rules {
      batchSizes = List.copyOf(batchSizes);
    }
  }

  /**
   * @param steps run when the version was loaded and warmed, each within the limit of a warm-up
   * @param comparisons run after them without a limit: a person's content takes as long as it takes
   */
  public PromotionGate(
      ArtifactSource artifacts,
      ServableLoader loader,
      Rules rules,
      List<GateStep> steps,
      List<GateStep> comparisons) {
    this.artifacts = artifacts;
    this.loader = loader;
    this.rules = rules;
    this.steps = List.copyOf(steps);
    this.comparisons = List.copyOf(comparisons);
  }

  /**
   * Examines a version. What does not end within its limit fails the check.
   *
   * @throws IOException its artifact cannot be read now
   */
  public GateReport examine(DesiredVersion wanted) throws IOException {
    List<GateCheck> checks = new ArrayList<>();
    examine(wanted, checks);
    return new GateReport(wanted.version(), checks);
  }

  private void examine(DesiredVersion wanted, List<GateCheck> checks) throws IOException {
    String check = "integrity";
    try {
      ModelArtifact artifact = artifacts.fetch(wanted).verify();
      checks.add(integrity(artifact.manifest()));
      check = "load";
      try (BoundedServable held = BoundedServable.load(loader, artifact, rules.limits())) {
        String device = held.servable().device();
        checks.add(GateCheck.passed(check, Map.of("device", device), "it loads"));
        check = "warm-up";
        checks.add(held.look(check, this::warmUp));
        check = "finite outputs";
        checks.add(held.look(check, PromotionGate::numbers));
        check = "values";
        for (GateStep step : steps) {
          checks.addAll(held.look("look of the gate", at -> step.examine(artifact, at)));
        }
        comparisons.forEach(step -> checks.addAll(step.examine(artifact, held.servable())));
      }
    } catch (ModelRefusedException e) {
      checks.add(GateCheck.failed(check, Map.of(), e.reason()));
    }
  }

  private GateCheck warmUp(Servable servable) throws ModelRefusedException {
    WarmUp.run(servable, rules.batchSizes());
    return GateCheck.passed(
        "warm-up",
        Map.of("batchSizes", rules.batchSizes().toString()),
        "it runs at every batch size");
  }

  private static GateCheck integrity(ModelManifest manifest) {
    long bytes = manifest.files().stream().mapToLong(ModelManifest.FileEntry::size).sum();
    return GateCheck.passed(
        "integrity",
        Map.of("files", Integer.toString(manifest.files().size()), "bytes", Long.toString(bytes)),
        "every file has the digest that the manifest names");
  }

  private static GateCheck numbers(Servable servable) {
    String name = "finite outputs";
    try {
      List<ModelOutput> outputs =
          servable.run(List.of(MadeUpInput.of(servable.spec().preprocessing())), 1);
      long values = outputs.stream().mapToLong(PromotionGate::values).sum();
      long wrong = outputs.stream().mapToLong(PromotionGate::notFinite).sum();
      Map<String, String> figures =
          Map.of("values", Long.toString(values), "notFinite", Long.toString(wrong));
      return wrong == 0
          ? GateCheck.passed(name, figures, "a neutral input gives numbers")
          : GateCheck.failed(name, figures, "a neutral input gives NaN or infinity");
    } catch (InferenceException e) {
      return GateCheck.failed(name, Map.of(), String.valueOf(e.getMessage()));
    }
  }

  private static long values(ModelOutput output) {
    return (long) output.embedding().map(v -> v.length).orElse(0)
        + output.scores().map(v -> v.length).orElse(0);
  }

  private static long notFinite(ModelOutput output) {
    return notFinite(output.embedding()) + notFinite(output.scores());
  }

  private static long notFinite(Optional<float[]> values) {
    long count = 0;
    for (float value : values.orElse(new float[0])) {
      if (!Float.isFinite(value)) {
        count++;
      }
    }
    return count;
  }
}
