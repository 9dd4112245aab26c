package io.hubstream.serving.tensorflow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The NVIDIA driver of this machine. CUDA's libraries come with Hubstream, the driver never does:
 * it must fit the kernel.
 *
 * @param version of the kernel module, else what the library's file is named after
 * @param library its user-mode part, {@code libcuda.so.1}
 * @param reachable whether the dynamic loader finds the library by its name, as TensorFlow asks
 */
public record NvidiaDriver(Optional<String> version, Optional<Path> library, boolean reachable) {
  private static final String LIBRARY = "libcuda.so.1";
  private static final Pattern MODULE =
      Pattern.compile("NVRM version:.* (\\d+\\.\\d+(?:\\.\\d+)?)\\s");
  private static final Pattern LIBRARY_VERSION =
      Pattern.compile("libcuda\\.so\\.(\\d+\\.\\d+(?:\\.\\d+)?)");

  /** Where container runtimes and distributions put it without telling the dynamic loader. */
  private static final List<String> KNOWN_FOLDERS =
      List.of(
          "/usr/local/nvidia/lib64",
          "/usr/local/nvidia/lib",
          "/usr/lib64/nvidia",
          "/usr/lib/nvidia",
          "/usr/lib/wsl/lib",
          "/run/opengl-driver/lib");

  /** The one of this machine. */
  public static NvidiaDriver find() {
    return find(Path.of("/"), LibrarySearch.here());
  }

  static NvidiaDriver find(Path root, LibrarySearch search) {
    Optional<Path> found = search.find(LIBRARY);
    Optional<Path> library = found.or(() -> search.inFolders(KNOWN_FOLDERS, LIBRARY));
    return new NvidiaDriver(
        moduleVersion(root).or(() -> library.flatMap(NvidiaDriver::libraryVersion)),
        library,
        found.isPresent());
  }

  /** Whether TensorFlow can try to use it. */
  boolean present() {
    return library.isPresent();
  }

  private static Optional<String> moduleVersion(Path root) {
    try {
      String text = Files.readString(root.resolve("proc/driver/nvidia/version"));
      Matcher module = MODULE.matcher(text);
      return module.find() ? Optional.of(module.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> libraryVersion(Path library) {
    try {
      Matcher name = LIBRARY_VERSION.matcher(library.toRealPath().getFileName().toString());
      return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
