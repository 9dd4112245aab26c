package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NvidiaDriverTest {
  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "NVRM version: NVIDIA UNIX x86_64 Kernel Module  580.159.03  Tue Nov 11 21:30:41 UTC 2025\nGCC version:  gcc 12\n",
        "NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  580.159.03  Release Build  (root@host)\n"
      })
  void shouldReadTheVersionOfTheKernelModule(String text) throws IOException {
    write("proc/driver/nvidia/version", text);

    assertThat(find().version()).contains("580.159.03");
  }

  @Test
  void shouldTakeTheVersionFromTheLibraryWhenTheKernelDoesNotTell() throws IOException {
    Path library = write("usr/lib64/libcuda.so.580.159.04", "");
    Files.createSymbolicLink(library.resolveSibling("libcuda.so.1"), library.getFileName());

    NvidiaDriver driver = find();

    assertThat(driver.version()).contains("580.159.04");
    assertThat(driver.reachable()).isTrue();
    assertThat(driver.present()).isTrue();
  }

  @Test
  void shouldSayWhenTheLibraryLiesWhereTheLoaderDoesNotLook() throws IOException {
    Path library = write("usr/local/nvidia/lib64/libcuda.so.1", "");

    NvidiaDriver driver = find();

    assertThat(driver.library()).contains(library);
    assertThat(driver.reachable()).isFalse();
  }

  @Test
  void shouldBeAbsentOnABareMachine() {
    assertThat(find().present()).isFalse();
    assertThat(find().version()).isEmpty();
  }

  private NvidiaDriver find() {
    return NvidiaDriver.find(root, new LibrarySearch(root, Map.of()));
  }

  private Path write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
