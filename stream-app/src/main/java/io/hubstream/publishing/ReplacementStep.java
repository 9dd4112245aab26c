package io.hubstream.publishing;

import io.hubstream.serving.Agreement;
import io.hubstream.serving.ArtifactSource;
import io.hubstream.serving.BoundedServable;
import io.hubstream.serving.Compatibility;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.GateCheck;
import io.hubstream.serving.GateStep;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManagerSettings;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Servable;
import io.hubstream.serving.ServableLoader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares a candidate with the version whose place it takes: what consumers rely on, and what both
 * make of a person's content. Where there is something to compare with and it cannot be read, the
 * candidate does not pass, unless the person lets that go by in so many words.
 *
 * <p>Owner thread: the caller's. The runtime and the loader belong to the caller.
 */
public final class ReplacementStep implements GateStep {
  private static final String COMPATIBILITY = "compatibility";
  private static final String CONTENT = "content";
  private static final int SHOWN = 5;

  private final Shelves shelves;
  private final ContentComparison comparison;
  private final ModelManagerSettings.Limits limits;
  private final Replaced replaced;
  private final Terms terms;

  /** Where the other version comes from, and what loads it. */
  public record Shelves(ArtifactSource artifacts, ServableLoader loader) {}

  /**
   * What the person says who promotes.
   *
   * @param breaking consumers know that they will notice
   * @param uncompared it may pass if there is nothing readable to compare it with
   * @param content files that both versions are run on; may be empty
   */
  public record Terms(boolean breaking, boolean uncompared, List<ContentFiles.Named> content) {
    public Terms {
      content = List.copyOf(content);
    }
  }

  public ReplacementStep(OfflineRuntime runtime, Shelves shelves, Replaced replaced, Terms terms) {
    this.comparison = new ContentComparison(runtime);
    this.limits = runtime.limits();
    this.shelves = shelves;
    this.replaced = replaced;
    this.terms = terms;
  }

  @Override
  public List<GateCheck> examine(ModelArtifact artifact, Servable candidate) {
    if (replaced instanceof Replaced.Version other) {
      return against(other.version(), candidate);
    }
    List<GateCheck> checks = new ArrayList<>();
    checks.add(
        replaced instanceof Replaced.Nothing nothing
            ? GateCheck.passed(COMPATIBILITY, Map.of(), nothing.why())
            : uncompared(Map.of(), ((Replaced.Unknown) replaced).why()));
    checks.addAll(alone(candidate));
    return checks;
  }

  private List<GateCheck> against(DesiredVersion other, Servable candidate) {
    Map<String, String> figures = Map.of("replaces", other.version().display());
    String why;
    try (BoundedServable loaded =
        BoundedServable.load(shelves.loader(), shelves.artifacts().fetch(other).verify(), limits)) {
      return compared(candidate, loaded.servable(), figures);
    } catch (ModelRefusedException e) {
      why = e.reason();
    } catch (IOException e) {
      why = String.valueOf(e.getMessage());
    }
    List<GateCheck> checks = new ArrayList<>();
    checks.add(
        uncompared(
            figures,
            "%s at %s, whose place it takes, cannot be read: %s"
                .formatted(other.version().display(), other.artifactUri(), why)));
    checks.addAll(alone(candidate));
    return checks;
  }

  private GateCheck uncompared(Map<String, String> figures, String why) {
    return terms.uncompared()
        ? GateCheck.passed(COMPATIBILITY, figures, why + "; nothing was compared, by --uncompared")
        : GateCheck.failed(
            COMPATIBILITY,
            figures,
            why
                + "; make it readable, or promote with --uncompared if you know what consumers rely on");
  }

  private List<GateCheck> compared(
      Servable candidate, Servable other, Map<String, String> figures) {
    List<GateCheck> checks = new ArrayList<>();
    checks.add(compatible(Compatibility.breaks(candidate.spec(), other.spec()), figures));
    if (!terms.content().isEmpty()) {
      checks.add(onContent(() -> comparison.run(terms.content(), candidate, other)));
    }
    return checks;
  }

  private GateCheck compatible(List<String> breaks, Map<String, String> figures) {
    String listed = String.join("; ", breaks);
    if (breaks.isEmpty()) {
      return GateCheck.passed(
          COMPATIBILITY, figures, "what consumers of the version before rely on is still there");
    }
    return terms.breaking()
        ? GateCheck.passed(COMPATIBILITY, figures, "declared as breaking: " + listed)
        : GateCheck.failed(
            COMPATIBILITY,
            figures,
            listed + "; promote it with --breaking if its consumers know about that");
  }

  private List<GateCheck> alone(Servable candidate) {
    return terms.content().isEmpty()
        ? List.of()
        : List.of(onContent(() -> comparison.run(terms.content(), candidate)));
  }

  /** A run of content. */
  private interface Run {
    ContentComparison.Found found() throws IOException, InterruptedException;
  }

  private static GateCheck onContent(Run run) {
    try {
      return onContent(run.found());
    } catch (IOException e) {
      return GateCheck.failed(
          CONTENT, Map.of(), "the content cannot be read or decoded: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return GateCheck.failed(CONTENT, Map.of(), "interrupted");
    }
  }

  private static GateCheck onContent(ContentComparison.Found found) {
    Map<String, String> figures = new TreeMap<>();
    found.agreement().ifPresent(agreement -> add(figures, agreement));
    figures.put("notCompared", Integer.toString(found.failures().size()));
    String blamed =
        found.failures().stream()
            .filter(OfflineReport.Failure::byCandidate)
            .map(failure -> "'%s': %s".formatted(failure.file(), failure.reason()))
            .collect(Collectors.joining("; "));
    return blamed.isEmpty()
        ? GateCheck.passed(CONTENT, figures, agreement(found))
        : GateCheck.failed(CONTENT, figures, "it cannot take what it should: " + blamed);
  }

  private static void add(Map<String, String> figures, Agreement agreement) {
    figures.put("compared", Integer.toString(agreement.files()));
    agreement.topOne().ifPresent(share -> figures.put("topOneAgreement", number(share)));
    agreement
        .distances()
        .ifPresent(
            distances -> {
              figures.put("cosineDistanceMean", number(distances.mean()));
              figures.put("cosineDistanceP95", number(distances.p95()));
              figures.put("cosineDistanceMax", number(distances.max()));
            });
  }

  private static String agreement(ContentComparison.Found found) {
    if (found.agreement().isEmpty()) {
      return "nothing was compared on the content";
    }
    List<Agreement.Disagreement> others = found.agreement().get().disagreements();
    return others.isEmpty()
        ? "both versions agree on the content"
        : others.stream()
            .limit(SHOWN)
            .map(
                one ->
                    "%s: '%s', before '%s'".formatted(one.file(), one.candidate(), one.against()))
            .collect(
                Collectors.joining(
                    "; ",
                    "%d other top classes: ".formatted(others.size()),
                    others.size() > SHOWN ? "; ..." : ""));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3g", value);
  }
}
