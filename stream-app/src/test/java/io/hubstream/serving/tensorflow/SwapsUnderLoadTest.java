package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hubstream.content.ModelInput;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelSpec;
import io.hubstream.serving.Servable;
import io.hubstream.serving.ServableLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The swaps of the GPU tests, on the CPU: nothing wrong comes out, and what is wrong is found. */
class SwapsUnderLoadTest {
  private static final int SWAPS = 8;
  private static final int SETTLED = 4;
  private static final long SLACK_KIB = 64 << 10;

  @TempDir Path temp;

  @Test
  void shouldGiveOnlyRightResultsAndKeepItsMemoryThroughSwaps() throws Exception {
    SwapsUnderLoad.Plan plan = SwapsUnderLoad.plan(new TestedModels(temp), temp);

    try (SwapsUnderLoad swaps = new SwapsUnderLoad(new TensorFlowLoader(Gpu.ON_THE_CPU), plan)) {
      List<Long> resident = swaps.swap(SWAPS, SwapsUnderLoadTest::residentKib);

      assertThat(swaps.problems()).isEmpty();
      assertThat(swaps.results().values()).hasSize(2).allMatch(count -> count.get() > SWAPS);
      assertThat(resident).hasSize(SWAPS);
      assertThat(SwapsUnderLoad.growth(resident, SETTLED)).isLessThan(SLACK_KIB);
    }
  }

  /** Guards the GPU test: a result under the stamp of another version would be found. */
  @Test
  void shouldFindResultsThatBearTheStampOfAnotherVersion() throws Exception {
    SwapsUnderLoad.Plan plan = SwapsUnderLoad.plan(new TestedModels(temp), temp);
    ServableLoader honest = new TensorFlowLoader(Gpu.ON_THE_CPU);
    ServableLoader lying =
        artifact -> {
          ModelSpec stamp;
          try (Servable right = honest.load(artifact)) {
            stamp = right.spec();
          }
          return new Mislabelled(honest.load(plan.artifacts().get(0)), stamp);
        };

    try (SwapsUnderLoad swaps = new SwapsUnderLoad(lying, plan)) {
      swaps.swap(2, () -> 0);

      assertThat(swaps.problems()).isNotEmpty();
    }
  }

  @Test
  void shouldSeeMemoryThatGrowsWithEachSwap() {
    assertThat(SwapsUnderLoad.growth(List.of(9L, 1L, 5L, 3L, 5L, 3L, 5L, 3L), 4)).isZero();
    assertThat(SwapsUnderLoad.growth(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L), 4)).isEqualTo(2);
    assertThat(SwapsUnderLoad.growth(List.of(1L, 2L, 3L, 4L, 5L, 6L, 5L, 9L), 4)).isEqualTo(3);
  }

  private static long residentKib() {
    Path status = Path.of("/proc/self/status");
    assumeThat(status).as("no Linux").exists();
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs one model under the name of another. */
  private record Mislabelled(Servable actual, ModelSpec spec) implements Servable {
    @Override
    public String device() {
      return actual.device();
    }

    @Override
    public List<ModelOutput> run(List<ModelInput> inputs, int paddedSize)
        throws InferenceException {
      return actual.run(inputs, paddedSize);
    }

    @Override
    public void close() {
      actual.close();
    }
  }
}
