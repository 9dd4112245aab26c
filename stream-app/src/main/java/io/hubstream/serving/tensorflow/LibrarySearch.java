package io.hubstream.serving.tensorflow;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the dynamic loader of a Linux system finds a library by its name: the folders of {@code
 * LD_LIBRARY_PATH}, then its cache, then its default folders. See {@code ld.so(8)}.
 */
final class LibrarySearch {
  private static final List<String> DEFAULT_FOLDERS =
      List.of("lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", "lib64", "usr/lib64", "lib");

  private final Path root;
  private final String libraryPath;

  /**
   * @param root of the file system
   * @param environment of the process; what is changed in it after its start does not count
   */
  LibrarySearch(Path root, Map<String, String> environment) {
    this.root = root;
    this.libraryPath = environment.getOrDefault("LD_LIBRARY_PATH", "");
  }

  /** Of this process. */
  static LibrarySearch here() {
    return new LibrarySearch(Path.of("/"), System.getenv());
  }

  /**
   * @param name as it is asked for, for instance {@code libcuda.so.1}
   */
  Optional<Path> find(String name) {
    return inFolders(List.of(libraryPath.split(":")), name)
        .or(() -> inCache(name))
        .or(() -> inFolders(DEFAULT_FOLDERS, name));
  }

  /** The first of the folders that holds the file. */
  Optional<Path> inFolders(List<String> folders, String name) {
    return folders.stream()
        .filter(folder -> !folder.isEmpty())
        .map(folder -> root.resolve(relative(folder)).resolve(name))
        .filter(Files::exists)
        .findFirst();
  }

  /** The cache is a table of offsets into strings that end with a zero; the strings are enough. */
  private Optional<Path> inCache(String name) {
    String cache;
    try {
      byte[] bytes = Files.readAllBytes(root.resolve("etc/ld.so.cache"));
      cache = new String(bytes, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return Optional.empty();
    }
    String end = "/" + name + "\0";
    for (int at = cache.indexOf(end); at >= 0; at = cache.indexOf(end, at + 1)) {
      String path = cache.substring(cache.lastIndexOf('\0', at) + 1, at + end.length() - 1);
      Path file = root.resolve(relative(path));
      if (path.startsWith("/") && Files.exists(file)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private static String relative(String path) {
    return path.startsWith("/") ? path.substring(1) : path;
  }
}
