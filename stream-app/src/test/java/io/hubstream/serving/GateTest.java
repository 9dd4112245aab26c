package io.hubstream.serving;

import static io.hubstream.testing.Versions.artifact;
import static io.hubstream.testing.Versions.imageSpec;
import static io.hubstream.testing.Versions.version;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelInput;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Stage;
import io.hubstream.testing.FakeServable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GateTest {
  private static final ModelVersion V2 = version("a", 2);
  private static final float THIRD = 1f / 3;

  @TempDir Path folder;

  private final FakeServable servable = new FakeServable(imageSpec(V2));

  @BeforeEach
  void writeSample() throws IOException {
    Files.createDirectories(folder.resolve("assets.extra/golden"));
    Files.writeString(folder.resolve("assets.extra/golden/cat.jpg"), "a cat");
  }

  /** One row for each byte of the item. */
  private static SampleDecoder rows() {
    return (item, form) ->
        item.bytes().remaining() == 5
            ? List.of(new ModelInput.ImageTensor(new float[12]))
            : List.of();
  }

  private static Gate gate(SampleDecoder decoder, Optional<Duration> budget) {
    return new Gate(decoder, new Gate.Limits(List.of(1, 4), budget));
  }

  private static GoldenSample sample(double tolerance, float[] embedding, float... scores) {
    return new GoldenSample(
        "assets.extra/golden/cat.jpg",
        "image/jpeg",
        tolerance,
        new ModelOutput(Optional.of(embedding), Optional.of(scores)),
        Optional.of("cat"));
  }

  private static GoldenSample right() {
    return sample(0.01, new float[] {1, 1, 1, 1}, THIRD, THIRD, THIRD);
  }

  private List<String> refusals(GoldenSample... samples) throws IOException {
    return report(Replacement.OF_NOTHING, samples).refusals();
  }

  private GateFindings report(Replacement replacement, GoldenSample... samples) throws IOException {
    return gate(rows(), Optional.empty())
        .examine(artifact(V2, folder, List.of(samples)), servable, replacement, 1);
  }

  @Test
  void shouldPassWithFiguresWhenAllIsWithinTolerance() throws Exception {
    GateFindings report =
        gate(rows(), Optional.empty())
            .pass(artifact(V2, folder, List.of(right())), servable, Replacement.OF_NOTHING);

    assertThat(report.refusals()).isEmpty();
    assertThat(report.summary())
        .startsWith(
            "1 golden sample within tolerance, greatest embedding difference 0.0, greatest score difference 0.0, a batch of 4 in ");
    assertThat(servable.paddedSizes()).containsExactly(1, 4);
  }

  @Test
  void shouldSayWhichSampleAndHowFarOffWhenAnEmbeddingDiffers() throws Exception {
    GoldenSample off = sample(0.01, new float[] {1, 1, 1, 3}, THIRD, THIRD, THIRD);

    assertThatThrownBy(
            () ->
                gate(rows(), Optional.empty())
                    .pass(artifact(V2, folder, List.of(off)), servable, Replacement.OF_NOTHING))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessage(
            "golden sample 'assets.extra/golden/cat.jpg': the embedding is off by 0.5774 of its length; the tolerance is 0.01000");
    assertThat(refusals(sample(0.6, new float[] {1, 1, 1, 3}, THIRD, THIRD, THIRD))).isEmpty();
  }

  @Test
  void shouldNameBothClassesWhenAScoreDiffers() throws IOException {
    servable.behaving(
        (inputs, size) ->
            inputs.stream()
                .map(
                    input ->
                        new ModelOutput(
                            Optional.of(new float[] {1, 1, 1, 1}),
                            Optional.of(new float[] {0.1f, 0.8f, 0.1f})))
                .toList());

    assertThat(refusals(sample(0.01, new float[] {1, 1, 1, 1}, 0.9f, 0.05f, 0.05f)))
        .containsExactly(
            "golden sample 'assets.extra/golden/cat.jpg': a score is off by 0.8000 (expected 'cat' on top, got 'dog'); the tolerance is 0.01000");
  }

  @Test
  void shouldSayWhatWasExpectedWhenLengthsDiffer() throws IOException {
    assertThat(
            refusals(
                sample(0.01, new float[] {1, 1}, THIRD, THIRD, THIRD),
                sample(0.01, new float[] {1, 1, 1, 1}, 0.5f, 0.5f)))
        .containsExactly(
            "golden sample 'assets.extra/golden/cat.jpg': expected an embedding of 2 values, got 4",
            "golden sample 'assets.extra/golden/cat.jpg': expected scores of 2 classes, got 3");
  }

  @Test
  void shouldRefuseWhenAnOutputIsNotFinite() throws IOException {
    servable.behaving(
        (inputs, size) ->
            inputs.stream()
                .map(
                    input ->
                        new ModelOutput(
                            Optional.of(new float[] {1, Float.NaN, 1, 1}),
                            Optional.of(new float[] {1, 0, 0})))
                .toList());

    assertThat(refusals(right()))
        .containsExactly(
            "golden sample 'assets.extra/golden/cat.jpg': the model gave NaN or infinite values",
            "a batch of 4 made-up rows gave NaN or infinite values");
  }

  @Test
  void shouldRefuseWhenASampleCannotBeDecodedOrRun() throws IOException {
    SampleDecoder broken =
        (item, form) -> {
          throw new BadRecordException(FailureKind.UNDECODABLE, Stage.DECODE, "no picture");
        };
    servable.behaving(
        (inputs, size) -> {
          throw new InferenceException(InferenceException.Kind.INPUT, "rank 3", null);
        });

    assertThat(
            gate(broken, Optional.empty())
                .examine(
                    artifact(V2, folder, List.of(right())), servable, Replacement.OF_NOTHING, 1)
                .refusals())
        .containsExactly(
            "golden sample 'assets.extra/golden/cat.jpg': it cannot be decoded (UNDECODABLE): no picture",
            "a batch of 4 failed (INPUT): rank 3");
    assertThat(refusals(right()))
        .contains("golden sample 'assets.extra/golden/cat.jpg': its run failed (INPUT): rank 3");
  }

  @Test
  void shouldRefuseABreakUnlessItIsDeclared() throws IOException {
    ModelSpec before =
        new ModelSpec(
            version("a", 1),
            imageSpec(V2).preprocessing(),
            Optional.of(new EmbeddingSpec(8, EmbeddingSpec.ownSpace(version("a", 1)))),
            Optional.empty());

    assertThat(report(new Replacement(Optional.of(before), false)).refusals())
        .containsExactly(
            "consumers of what serves would notice: its embedding has 4 values, that of a:1 has 8; activate it with --breaking if its consumers know about that");
    GateFindings declared = report(new Replacement(Optional.of(before), true));
    assertThat(declared.refusals()).isEmpty();
    assertThat(declared.summary())
        .startsWith("no golden samples")
        .endsWith(", declared as breaking: its embedding has 4 values, that of a:1 has 8");
  }

  @Test
  void shouldRefuseWhenAFullBatchIsSlowerThanTheBudget() throws Exception {
    servable.behaving(
        (inputs, size) -> {
          sleep();
          return servable.plain(inputs);
        });
    ModelArtifact artifact = artifact(V2, folder, List.of());

    assertThatThrownBy(
            () ->
                gate(rows(), Optional.of(Duration.ofMillis(1)))
                    .pass(artifact, servable, Replacement.OF_NOTHING))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageMatching(
            "a batch of 4 takes [0-9.]+ ms \\(median of 5 runs\\), the budget is 1\\.0 ms");
    assertThat(
            gate(rows(), Optional.of(Duration.ofMinutes(1)))
                .pass(artifact, servable, Replacement.OF_NOTHING)
                .latency()
                .orElseThrow()
                .runs())
        .isEqualTo(5);
  }

  @Test
  void shouldLookAtTheNumbersOnlyWhenAVersionServedBefore() throws Exception {
    Gate strict = gate(rows(), Optional.of(Duration.ofNanos(1)));

    assertThat(strict.passAgain(servable))
        .startsWith("it served before, so it was compared with nothing: a batch of 4 in ");
    assertThat(servable.paddedSizes()).containsExactly(4);

    servable.behaving(
        (inputs, size) ->
            inputs.stream()
                .map(
                    input ->
                        new ModelOutput(
                            Optional.of(new float[] {1, Float.NaN, 1, 1}),
                            Optional.of(new float[] {THIRD, THIRD, THIRD})))
                .toList());
    assertThatThrownBy(() -> strict.passAgain(servable))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessage("a batch of 4 made-up rows gave NaN or infinite values");
  }

  private static void sleep() {
    try {
      TimeUnit.MILLISECONDS.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
