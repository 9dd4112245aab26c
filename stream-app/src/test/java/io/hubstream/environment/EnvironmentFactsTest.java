package io.hubstream.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.serving.tensorflow.GpuStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentFactsTest {
  private static HubstreamConfig config(Map<String, String> more) {
    Map<String, String> settings = new TreeMap<>(more);
    settings.put("bootstrap.servers", "localhost:9092");
    settings.put("inference.device", "cpu");
    return ConfigLoader.of(settings);
  }

  @Test
  void shouldNameAllThatResultsAreComputedOn() throws IOException {
    // When
    SortedMap<String, String> facts = EnvironmentFacts.here(config(Map.of()));

    // Then
    assertThat(facts)
        .containsKeys(
            "application.version",
            "application.commit",
            "application.digest",
            "cpu.instructions",
            "java.vendor",
            "java.version",
            "os.arch",
            "os.name",
            "setting.batch.allowed.sizes")
        .containsEntry("device", "cpu")
        .containsEntry("tensorflow.version", "2.18.0")
        .doesNotContainKey("cuda.version");
    assertThat(facts.values()).allSatisfy(value -> assertThat(value).isNotNull());
  }

  @Test
  void shouldBeTheSameTwiceAndDifferWithASettingThatChangesResults() throws IOException {
    EnvironmentLock first = EnvironmentLock.here(config(Map.of()));
    EnvironmentLock again = EnvironmentLock.here(config(Map.of("decode.threads", "3")));
    EnvironmentLock other = EnvironmentLock.here(config(Map.of("result.top.k", "3")));

    assertThat(first.differencesTo(again)).isEmpty();
    assertThat(first.differencesTo(other))
        .extracting(EnvironmentLock.Difference::name)
        .containsExactly("setting.result.top.k");
  }

  @Test
  void shouldTellLibrariesOfOperationsApartByWhatIsInThem(@TempDir Path dir) throws IOException {
    Path first = Files.createDirectories(dir.resolve("a")).resolve("ops.so");
    Path moved = Files.createDirectories(dir.resolve("b")).resolve("ops.so");
    Path other = Files.createDirectories(dir.resolve("c")).resolve("ops.so");
    Files.writeString(first, "one");
    Files.writeString(moved, "one");
    Files.writeString(other, "two");

    assertThat(libraries(first)).startsWith("ops.so sha256:7692c3ad").isEqualTo(libraries(moved));
    assertThat(libraries(other)).startsWith("ops.so sha256:").isNotEqualTo(libraries(first));
    assertThat(EnvironmentFacts.here(config(Map.of()))).doesNotContainKey("op.libraries");
    Path missing = dir.resolve("missing.so");
    assertThatThrownBy(() -> libraries(missing))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(missing.toString(), "models.op.libraries");
  }

  private static String libraries(Path library) throws IOException {
    return String.valueOf(
        EnvironmentFacts.here(config(Map.of("models.op.libraries", library.toString())))
            .get("op.libraries"));
  }

  @Test
  void shouldNameTheStackOfAGpu() {
    SortedMap<String, String> facts = new TreeMap<>();

    EnvironmentFacts.gpu(
        new GpuStack(
            Optional.of("12.6"), Optional.of("9.5"), Optional.of("580.1"), List.of("H100", "H100")),
        facts);

    assertThat(facts)
        .isEqualTo(
            new TreeMap<>(
                Map.of(
                    "device", "gpu: H100",
                    "cuda.version", "12.6",
                    "cudnn.version", "9.5",
                    "driver.version", "580.1")));
  }

  @Test
  void shouldTakeOfTheVariablesThoseThatChangeResults() {
    SortedMap<String, String> facts = new TreeMap<>();

    EnvironmentFacts.variables(
        Map.of("NVIDIA_TF32_OVERRIDE", "0", "AZURE_CLIENT_SECRET", "hidden"), facts);

    assertThat(facts).containsOnly(Map.entry("variable.NVIDIA_TF32_OVERRIDE", "0"));
  }

  @Test
  void shouldReadTheVectorInstructionsOfTheProcessor() {
    assertThat(
            EnvironmentFacts.instructions(
                "processor\t: 0\nflags\t\t: fpu avx2 fma avx sse\n\nflags\t: avx512f\n"))
        .isEqualTo("avx avx2 fma");
    assertThat(EnvironmentFacts.instructions("")).isEqualTo("unknown");
  }
}
