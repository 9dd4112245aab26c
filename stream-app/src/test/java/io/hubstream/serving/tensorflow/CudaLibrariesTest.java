package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.hubstream.serving.tensorflow.CudaLibrary.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CudaLibrariesTest {
  private static final String CUDNN = "libcudnn.so.9";

  @TempDir Path root;

  @AfterEach
  void forgetFolders() {
    System.clearProperty(CudaLibraries.FOLDERS);
  }

  @Test
  void shouldLookFirstWhereItIsTold() throws IOException {
    Path named = write("opt/mine/" + CUDNN);
    write("usr/local/cuda/lib64/" + CUDNN);
    System.setProperty(CudaLibraries.FOLDERS, "/opt/none:/opt/mine");

    CudaLibrary cudnn = locate(CUDNN);

    assertThat(cudnn.origin()).isEqualTo(Origin.SETTING);
    assertThat(cudnn.place()).isEqualTo(named.toString());
  }

  @Test
  void shouldTakeTheSystemsWhereTheBuildBringsNone() throws IOException {
    assumeNoneOnTheClassPath();
    Path installed = write("usr/local/cuda/lib64/" + CUDNN);

    CudaLibrary cudnn = locate(CUDNN);

    assertThat(cudnn.origin()).isEqualTo(Origin.SYSTEM);
    assertThat(cudnn.place()).isEqualTo(installed.toString());
  }

  @Test
  void shouldSayWhatIsMissing() {
    assumeNoneOnTheClassPath();

    assertThat(CudaLibraries.locate(search()))
        .isNotEmpty()
        .allSatisfy(library -> assertThat(library.origin()).isEqualTo(Origin.MISSING));
  }

  /** CUDA is there when TensorFlow's library is loaded, or never: so the order is a contract. */
  @Test
  void shouldListEachLibraryAfterThoseThatItNeeds() {
    List<String> names = CudaLibraries.locate(search()).stream().map(CudaLibrary::name).toList();

    assertThat(names).doesNotHaveDuplicates();
    assertThat(names).containsSubsequence("libcublasLt.so.12", "libcublas.so.12");
    assertThat(names)
        .containsSubsequence("libnvJitLink.so.12", "libcusparse.so.12", "libcusolver.so.11");
    assertThat(names)
        .contains("libcudart.so.12", "libcufft.so.11", "libcudnn_engines_precompiled.so.9");
  }

  private CudaLibrary locate(String name) {
    return CudaLibraries.locate(search()).stream()
        .filter(library -> library.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private LibrarySearch search() {
    return new LibrarySearch(root, Map.of());
  }

  private static void assumeNoneOnTheClassPath() {
    assumeThat(TensorFlowNatives.forGpu()).as("this build brings CUDA").isFalse();
  }

  private Path write(String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }
}
