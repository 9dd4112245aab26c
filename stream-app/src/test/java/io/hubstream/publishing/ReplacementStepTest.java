package io.hubstream.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.content.TextPreprocessing;
import io.hubstream.serving.ClassificationSpec;
import io.hubstream.serving.EmbeddingSpec;
import io.hubstream.serving.GateCheck;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Servable;
import io.hubstream.serving.tensorflow.OpSettings;
import io.hubstream.testing.FakeArtifactSource;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.Versions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplacementStepTest {
  private static final ModelVersion CANDIDATE = Versions.version("a", 2);
  private static final ModelVersion BEFORE = Versions.version("a", 1);
  private static final List<String> LABELS = List.of("cat", "dog", "bird");
  private static OfflineRuntime runtime;

  private final FakeArtifactSource artifacts = new FakeArtifactSource();
  private final FakeLoader loader = new FakeLoader().specs(version -> spec(version, 4, LABELS));

  @TempDir Path dir;

  @BeforeAll
  static void start() {
    runtime = new OfflineRuntime(OfflineRuntime.Settings.allowing(OpSettings.DEFAULT));
  }

  @AfterAll
  static void close() {
    runtime.close();
  }

  @AfterEach
  void closesEverythingExactlyOnce() {
    assertThat(loader.loaded()).allSatisfy(s -> assertThat(s.closes()).isEqualTo(1));
  }

  private static ModelSpec spec(ModelVersion version, int dimension, List<String> labels) {
    return new ModelSpec(
        version,
        TextPreprocessing.DEFAULT,
        Optional.of(new EmbeddingSpec(dimension, EmbeddingSpec.ownSpace(version))),
        Optional.of(new ClassificationSpec(labels)));
  }

  private static ReplacementStep.Terms terms(boolean breaking, boolean uncompared) {
    return new ReplacementStep.Terms(breaking, uncompared, List.of());
  }

  private static Replaced before() {
    return new Replaced.Version(Versions.wanted(BEFORE));
  }

  private List<GateCheck> examine(Replaced replaced, ReplacementStep.Terms terms) throws Exception {
    ReplacementStep step =
        new ReplacementStep(
            runtime, new ReplacementStep.Shelves(artifacts, loader), replaced, terms);
    try (Servable candidate = loader.load(Versions.artifact(CANDIDATE))) {
      return step.examine(Versions.artifact(CANDIDATE), candidate);
    }
  }

  private GateCheck compatibility(Replaced replaced, ReplacementStep.Terms terms) throws Exception {
    List<GateCheck> checks = examine(replaced, terms);
    assertThat(checks).extracting(GateCheck::name).containsExactly("compatibility");
    return checks.get(0);
  }

  @Test
  void shouldPassAndNameTheVersionBeforeWhenConsumersLoseNothing() throws Exception {
    GateCheck check = compatibility(before(), terms(false, false));

    assertThat(check.passed()).isTrue();
    assertThat(check.figures()).containsEntry("replaces", BEFORE.display());
  }

  @Test
  void shouldPassABreakOnlyWhenItIsDeclared() throws Exception {
    loader.specs(
        version ->
            version.equals(BEFORE)
                ? spec(version, 8, List.of("cat", "dog", "fish"))
                : spec(version, 4, LABELS));

    GateCheck refused = compatibility(before(), terms(false, true));
    GateCheck declared = compatibility(before(), terms(true, false));

    assertThat(refused.passed()).isFalse();
    assertThat(refused.detail()).contains("4 values", "has 8", "lacks 1 of the 3", "--breaking");
    assertThat(declared.passed()).isTrue();
    assertThat(declared.detail()).contains("declared as breaking", "has 8", "fish");
  }

  @Test
  void shouldLeaveItToThePersonWhenTheVersionBeforeCannotBeRead() throws Exception {
    artifacts.unreachable(BEFORE, 2);
    GateCheck unreachable = compatibility(before(), terms(true, false));
    GateCheck decided = compatibility(before(), terms(false, true));
    loader.refuse(BEFORE, "unknown op Frobnicate");
    GateCheck broken = compatibility(before(), terms(false, false));

    assertThat(unreachable.passed()).as("a declared break says nothing about it").isFalse();
    assertThat(unreachable.detail())
        .contains(BEFORE.display(), "file:///models/a/1", "the store is down", "--uncompared");
    assertThat(decided.passed()).isTrue();
    assertThat(decided.detail()).contains("the store is down", "nothing was compared");
    assertThat(decided.figures()).containsEntry("replaces", BEFORE.display());
    assertThat(broken.passed()).isFalse();
    assertThat(broken.detail()).contains("Frobnicate");
  }

  @Test
  void shouldSaySoWhenThereIsNothingToCompareWith() throws Exception {
    GateCheck first = compatibility(new Replaced.Nothing("the first"), terms(false, false));
    GateCheck unknown = compatibility(new Replaced.Unknown("who knows"), terms(false, false));
    GateCheck decided = compatibility(new Replaced.Unknown("who knows"), terms(false, true));

    assertThat(first.passed()).isTrue();
    assertThat(first.detail()).isEqualTo("the first");
    assertThat(unknown.passed()).isFalse();
    assertThat(unknown.detail()).contains("who knows", "--uncompared");
    assertThat(decided.passed()).isTrue();
    assertThat(decided.detail()).contains("who knows", "nothing was compared");
  }

  @Test
  void shouldSayHowFarBothAgreeOnContent() throws Exception {
    loader.behave(BEFORE, (rows, size) -> Collections.nCopies(rows.size(), output(1f, 0f)));
    loader.behave(CANDIDATE, (rows, size) -> Collections.nCopies(rows.size(), output(0f, 1f)));

    GateCheck check = examine(before(), content()).get(1);

    assertThat(check.name()).isEqualTo("content");
    assertThat(check.passed()).isTrue();
    assertThat(check.figures())
        .containsEntry("compared", "2")
        .containsEntry("topOneAgreement", "0.00")
        .containsEntry("cosineDistanceMax", "1.00")
        .containsEntry("notCompared", "0");
    assertThat(check.detail()).contains("2 other top classes", "'dog', before 'cat'");
  }

  @Test
  void shouldNotPassWhatFailsOnContentThatTheVersionBeforeTakes() throws Exception {
    loader.behave(BEFORE, (rows, size) -> Collections.nCopies(rows.size(), output(1f, 0f)));
    loader.behave(
        CANDIDATE, (rows, size) -> Collections.nCopies(rows.size(), output(Float.NaN, 0f)));

    GateCheck beside = examine(before(), content()).get(1);
    GateCheck alone = examine(new Replaced.Nothing("the first"), content()).get(1);

    for (GateCheck check : List.of(beside, alone)) {
      assertThat(check.passed()).isFalse();
      assertThat(check.detail()).contains("one.txt", "two.txt", "NaN");
      assertThat(check.figures()).containsEntry("notCompared", "2");
    }
  }

  private ReplacementStep.Terms content() throws Exception {
    Files.writeString(dir.resolve("one.txt"), "To whom it concerns.");
    Files.writeString(dir.resolve("two.txt"), "Yours faithfully.");
    return new ReplacementStep.Terms(false, false, ContentFiles.list(List.of(dir)));
  }

  private static ModelOutput output(float first, float second) {
    return new ModelOutput(
        Optional.of(new float[] {first, second, 0f, 0f}),
        Optional.of(new float[] {first, second, 0f}));
  }
}
