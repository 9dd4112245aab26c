package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.serving.tensorflow.CudaLibrary.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpuStackTest {
  @TempDir Path dir;

  private static Optional<String> cudnn(Origin origin, String place) {
    List<CudaLibrary> libraries =
        List.of(
            new CudaLibrary("libcudnn_ops.so.9", "", Origin.MISSING, "", Optional.empty()),
            new CudaLibrary("libcudnn.so.9", "", origin, place, Optional.empty()));
    return GpuStack.version(libraries, "libcudnn.so", "9.5");
  }

  @Test
  void shouldKnowTheVersionOfWhatComesWithTheBuild() {
    assertThat(cudnn(Origin.JAR, "jar:file:/lib/cuda.jar!/libcudnn.so.9")).contains("9.5");
    assertThat(cudnn(Origin.FOLDER, "/opt/natives/libcudnn.so.9")).contains("9.5");
    assertThat(cudnn(Origin.MISSING, "")).isEmpty();
  }

  @Test
  void shouldReadTheSystemsVersionFromTheFileThatTheNameLeadsTo() throws IOException {
    Path file = Files.createFile(dir.resolve("libcudnn.so.9.8.0"));
    Path link = Files.createSymbolicLink(dir.resolve("libcudnn.so.9"), file);

    assertThat(cudnn(Origin.SYSTEM, link.toString())).contains("9.8.0");
    assertThat(cudnn(Origin.SYSTEM, dir.resolve("none").toString())).isEmpty();
  }

  @Test
  void shouldNameTheGpusAsTheDriverDoes() throws IOException {
    // Given
    for (String bus : List.of("0000:01:00.0", "0000:02:00.0")) {
      Path gpu = Files.createDirectories(dir.resolve(bus));
      Files.writeString(
          gpu.resolve("information"), "Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t 11\n");
    }

    // When, Then
    assertThat(GpuStack.devices(dir))
        .containsExactly("NVIDIA H100 80GB HBM3", "NVIDIA H100 80GB HBM3");
    assertThat(GpuStack.devices(dir.resolve("none"))).isEmpty();
  }
}
