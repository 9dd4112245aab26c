package io.hubstream.artifacts;

import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a folder that a person names holds. */
public sealed interface ModelFolder {

  /**
   * One SavedModel.
   *
   * @param packaged whether it has a manifest
   */
  record Single(Path folder, boolean packaged) implements ModelFolder {}

  /**
   * TensorFlow Serving's layout.
   *
   * @param versions folders with integer names ({@code 00000123} is legal), oldest first
   */
  record Versions(Path base, List<Path> versions) implements ModelFolder {
    public Versions {
      versions = List.copyOf(versions);
    }

    /** The one with the greatest number: TensorFlow Serving's default. */
    public Path latest() {
      return versions.get(versions.size() - 1);
    }
  }

  /**
   * Looks at a folder.
   *
   * @throws ModelRefusedException it is neither
   */
  static ModelFolder of(Path folder) throws ModelRefusedException, IOException {
    if (isSavedModel(folder)) {
      return new Single(folder, Files.isRegularFile(folder.resolve(ModelManifest.FILE_NAME)));
    }
    if (!Files.isDirectory(folder)) {
      throw new ModelRefusedException(folder + " is no folder");
    }
    try (Stream<Path> children = Files.list(folder)) {
      List<Path> versions =
          children
              .filter(child -> name(child).matches("[0-9]+") && isSavedModel(child))
              .sorted(
                  Comparator.comparing((Path child) -> new BigInteger(name(child)))
                      .thenComparing(ModelFolder::name))
              .toList();
      if (versions.isEmpty()) {
        throw new ModelRefusedException(
            folder + " holds neither a saved_model.pb nor version folders with integer names");
      }
      return new Versions(folder, versions);
    }
  }

  /** Whether a folder is either. */
  static boolean isModel(Path folder) throws IOException {
    try {
      of(folder);
      return true;
    } catch (ModelRefusedException e) {
      return false;
    }
  }

  private static boolean isSavedModel(Path folder) {
    return Files.isRegularFile(folder.resolve("saved_model.pb"));
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
