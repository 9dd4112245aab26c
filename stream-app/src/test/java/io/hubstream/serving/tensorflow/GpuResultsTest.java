package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Servable;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** Models give on the GPU what they give on the CPU. */
@Tag("gpu")
class GpuResultsTest {
  private static final List<Integer> SIZES = List.of(1, 3, 8, 32);

  @TempDir Path temp;

  private TensorFlowLoader gpu;
  private TensorFlowLoader cpu;

  @BeforeEach
  void requireGpu() {
    gpu = Gpu.loader();
    cpu = new TensorFlowLoader(Gpu.ON_THE_CPU);
  }

  @Test
  void shouldRunConvolutionsAndProductsOnTheGpu() throws Exception {
    ModelArtifact artifact = new TestedModels(temp).convolutions().get(0);
    TensorFlowRuntime runtime = new TensorFlowRuntime(TensorFlowSettings.DEFAULT);

    try (SavedModelBundle bundle =
            SavedModelBundle.loader(artifact.folder().toString())
                .withTags("serve")
                .withConfigProto(runtime.config())
                .load();
        TFloat32 input = TFloat32.tensorOf(Shape.of(4, 32, 32, 3), DeviceTrace::fillWithOnes)) {
      DeviceTrace trace =
          DeviceTrace.of(
              bundle
                  .session()
                  .runner()
                  .feed("inputs:0", input)
                  .fetch(
                      bundle
                          .metaGraphDef()
                          .getSignatureDefOrThrow("serving_default")
                          .getOutputsOrThrow("probabilities")
                          .getName()));

      assertThat(trace.ranOn("GPU"))
          .anyMatch(kind -> kind.contains("Conv2D"))
          .anyMatch(kind -> kind.contains("MatMul"));
    }
  }

  @Test
  void shouldGiveTheSameWhenAModelConvolves() throws Exception {
    for (ModelArtifact artifact : new TestedModels(temp).convolutions()) {
      compare(artifact);
    }
  }

  @TestFactory
  Stream<DynamicTest> shouldGiveTheSameForStarterModels() throws Exception {
    return new TestedModels(temp)
        .starters().stream()
            .map(
                artifact ->
                    DynamicTest.dynamicTest(
                        String.valueOf(artifact.folder().getFileName()), () -> compare(artifact)));
  }

  @TestFactory
  Stream<DynamicTest> shouldGiveTheSameForRealModels() throws Exception {
    TestedModels models = new TestedModels(temp);
    return models.realFolders().stream()
        .map(
            folder ->
                DynamicTest.dynamicTest(folder.toString(), () -> compareReal(models, folder)));
  }

  private void compareReal(TestedModels models, Path folder) throws Exception {
    try {
      compare(models.packedCopy(folder, "real"));
    } catch (ModelRefusedException e) {
      Assumptions.abort("skipped, it is not served on any device: " + e.reason());
    }
  }

  private void compare(ModelArtifact artifact) throws Exception {
    try (Servable expected = cpu.load(artifact);
        Servable actual = gpu.load(artifact)) {
      assertThat(expected.device()).isEqualTo("cpu");
      assertThat(actual.device()).isEqualTo("gpu:0");
      TestInputs inputs = new TestInputs(temp.resolve("content"));

      float largest =
          SameResults.requireSame(
              expected, actual, inputs.of(expected.spec().preprocessing()), SIZES);

      System.out.printf(
          "%s differs from the CPU by at most %.2g%n", artifact.folder().getFileName(), largest);
    }
  }
}
