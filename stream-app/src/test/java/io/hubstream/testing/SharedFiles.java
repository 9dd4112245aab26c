package io.hubstream.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Real models and real content that stand beside the project, in {@code ../shared} of the build's
 * root. A test that wants one skips, saying so, where it is absent.
 */
public final class SharedFiles {
  private static final Path ROOT = buildRoot().resolveSibling("shared");

  private SharedFiles() {}

  /** The folder of all models; read-only. */
  public static Path models() {
    return existing(ROOT.resolve("models"));
  }

  /** A model folder; read-only, copy it before you write. */
  public static Path model(String name) {
    return existing(ROOT.resolve("models").resolve(name));
  }

  /** An input file or folder, such as {@code images/castle.jpg}. */
  public static Path input(String name) {
    return existing(ROOT.resolve("inputs").resolve(name));
  }

  /** Copies a folder. */
  public static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> paths = Files.walk(from)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
    return to;
  }

  private static Path existing(Path path) {
    Assumptions.assumeTrue(Files.exists(path), () -> "skipped: no " + path);
    return path;
  }

  /** The build's root: the topmost folder above that has a pom. */
  public static Path buildRoot() {
    Path folder = Path.of("").toAbsolutePath();
    Path root = folder;
    while (folder != null) {
      if (Files.exists(folder.resolve("pom.xml"))) {
        root = folder;
      }
      folder = folder.getParent();
    }
    return root;
  }
}
