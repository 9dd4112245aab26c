package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrarySearchTest {
  private static final String NAME = "libcuda.so.1";

  @TempDir Path root;

  @Test
  void shouldLookIntoTheLibraryPathFirst() throws IOException {
    file("usr/lib64/" + NAME);
    Path named = file("opt/driver/" + NAME);

    LibrarySearch search =
        new LibrarySearch(root, Map.of("LD_LIBRARY_PATH", ":/nowhere:/opt/driver"));

    assertThat(search.find(NAME)).contains(named);
  }

  @Test
  void shouldFindWhatTheLoadersCacheNames() throws IOException {
    Path cached = file("opt/nvidia/" + NAME);
    cache("libcuda.so.1\0/gone/libcuda.so.1\0libcuda.so.1\0/opt/nvidia/libcuda.so.1\0libz.so.1\0");

    assertThat(search().find(NAME)).contains(cached);
  }

  @Test
  void shouldNotTakeALibraryWhoseNameOnlyBeginsAlike() throws IOException {
    file("opt/nvidia/libcuda.so.1.1");
    cache("\0/opt/nvidia/libcuda.so.1.1\0");

    assertThat(search().find(NAME)).isEmpty();
  }

  @Test
  void shouldFindWhatLiesInADefaultFolder() throws IOException {
    Path there = file("usr/lib/x86_64-linux-gnu/" + NAME);

    assertThat(search().find(NAME)).contains(there);
  }

  private LibrarySearch search() {
    return new LibrarySearch(root, Map.of());
  }

  private void cache(String strings) throws IOException {
    Files.write(
        file("etc/ld.so.cache"),
        ("glibc-ld.so.cache1.1\u0001\u0000\u00ff" + strings).getBytes(StandardCharsets.ISO_8859_1));
  }

  private Path file(String name) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.createFile(file);
  }
}
