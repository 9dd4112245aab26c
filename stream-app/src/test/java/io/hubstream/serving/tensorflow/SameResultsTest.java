package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.hubstream.content.ModelInput;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Servable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The comparison of the GPU tests, on the CPU: it lets pass what is right, and finds what is not.
 */
class SameResultsTest {
  private static final List<Integer> SIZES = List.of(1, 8);

  @TempDir Path temp;

  private List<ModelInput> inputs;
  private Servable first;
  private Servable second;

  @BeforeEach
  void load() throws Exception {
    TensorFlowLoader cpu = new TensorFlowLoader(Gpu.ON_THE_CPU);
    List<ModelArtifact> artifacts = new TestedModels(temp).convolutions();
    first = cpu.load(artifacts.get(0));
    second = cpu.load(artifacts.get(1));
    inputs = new TestInputs(temp.resolve("content")).of(first.spec().preprocessing());
  }

  @AfterEach
  void close() {
    first.close();
    second.close();
  }

  @Test
  void shouldLetPassTheSameModelInBatchesOfAnySize() throws InferenceException {
    assertThat(SameResults.requireSame(first, first, inputs, SIZES)).isLessThan(1e-5f);
  }

  @Test
  void shouldFindAnotherModel() {
    assertThatThrownBy(() -> SameResults.requireSame(first, second, inputs, SIZES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("input 0, batches of 1");
  }

  @Test
  void shouldFindOneValueThatIsWrongByMoreThanTheTolerance() throws InferenceException {
    Servable good = changed(outputs -> shifted(outputs, 0.5f * SameResults.TOLERANCE));
    Servable bad = changed(outputs -> shifted(outputs, 1.5f * SameResults.TOLERANCE));

    assertThat(SameResults.requireSame(first, good, inputs, SIZES))
        .isCloseTo(0.5f * SameResults.TOLERANCE, within(1e-4f));
    assertThatThrownBy(() -> SameResults.requireSame(first, bad, inputs, SIZES))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void shouldFindRowsThatWereMixedUpInABatch() {
    Servable mixed =
        changed(
            outputs -> {
              List<ModelOutput> reversed = new ArrayList<>(outputs);
              Collections.reverse(reversed);
              return reversed;
            });

    assertThatThrownBy(() -> SameResults.requireSame(first, mixed, inputs, List.of(8)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void shouldFindNotANumberAndWhatIsMissing() {
    ModelOutput one = output(1f, 2f);

    assertThat(SameResults.difference(one, output(1f, Float.NaN))).isInfinite();
    assertThat(SameResults.difference(output(Float.NaN, 2f), output(Float.NaN, 2f))).isInfinite();
    assertThat(SameResults.difference(one, output(1f))).isInfinite();
    assertThat(SameResults.difference(one, new ModelOutput(Optional.empty(), Optional.empty())))
        .isInfinite();
    assertThat(SameResults.difference(output(1000f), output(1001f)))
        .isCloseTo(1e-3f, within(1e-6f));
  }

  @Test
  void shouldNotCompareInputsThatGiveAllTheSame() {
    List<ModelInput> same = Collections.nCopies(5, inputs.get(0));

    assertThatThrownBy(() -> SameResults.requireSame(first, first, same, SIZES))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("difference between inputs");
  }

  private Servable changed(UnaryOperator<List<ModelOutput>> change) {
    return new Servable() {
      @Override
      public ModelSpec spec() {
        return first.spec();
      }

      @Override
      public String device() {
        return first.device();
      }

      @Override
      public List<ModelOutput> run(List<ModelInput> batch, int paddedSize)
          throws InferenceException {
        return change.apply(first.run(batch, paddedSize));
      }

      @Override
      public void close() {}
    };
  }

  /** One score of the last row. */
  private static List<ModelOutput> shifted(List<ModelOutput> outputs, float by) {
    float[] scores = outputs.get(outputs.size() - 1).scores().orElseThrow();
    scores[3] += by;
    return outputs;
  }

  private static ModelOutput output(float... embedding) {
    return new ModelOutput(Optional.of(embedding), Optional.empty());
  }
}
