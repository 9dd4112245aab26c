package io.hubstream.importing;

import io.hubstream.artifacts.ModelFolder;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds the one SavedModel that is meant in what a handle gave. */
final class SavedModelRoot {
  private static final Pattern NUMBER = Pattern.compile("[0-9]+");
  private static final int NAMES_SHOWN = 8;

  private SavedModelRoot() {}

  /**
   * The folder itself, or the wanted or newest version of TensorFlow Serving's layout, or either of
   * these in the only folder there is.
   *
   * @param wanted a version; where the folder has none, it does not choose
   * @throws ModelRefusedException there is no SavedModel, or not the wanted version
   */
  static Path find(Path folder, Optional<String> wanted) throws ModelRefusedException, IOException {
    Path root = inOrBelow(folder);
    if (ModelFolder.of(root) instanceof ModelFolder.Versions versions) {
      root = choose(versions, wanted);
    }
    if (Files.exists(root.resolve(ModelManifest.FILE_NAME))) {
      throw new ModelRefusedException(
          "it holds a %s: it is packaged already; unpacked, it is published by: hubstream model publish DIR"
              .formatted(ModelManifest.FILE_NAME));
    }
    return root;
  }

  private static Path inOrBelow(Path folder) throws ModelRefusedException, IOException {
    if (ModelFolder.isModel(folder)) {
      return folder;
    }
    List<Path> children = children(folder);
    List<Path> folders =
        children.stream().filter(child -> Files.isDirectory(child) && !isHidden(child)).toList();
    if (folders.size() == 1 && ModelFolder.isModel(folders.get(0))) {
      return folders.get(0);
    }
    List<String> names = children.stream().limit(NAMES_SHOWN).map(SavedModelRoot::name).toList();
    throw new ModelRefusedException(
        "it holds no saved_model.pb and no version folders, only %s; a SavedModel is wanted"
                .formatted(names)
            + " (Keras: model.export(); TF Lite and TF.js models cannot be served)");
  }

  private static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.sorted().toList();
    }
  }

  private static Path choose(ModelFolder.Versions versions, Optional<String> wanted)
      throws ModelRefusedException {
    if (wanted.isEmpty()) {
      return versions.latest();
    }
    for (Path version : versions.versions()) {
      if (isSame(name(version), wanted.get())) {
        return version;
      }
    }
    throw new ModelRefusedException(
        "there is no version %s, only %s"
            .formatted(
                wanted.get(), versions.versions().stream().map(SavedModelRoot::name).toList()));
  }

  /** {@code 00000123} is 123. */
  private static boolean isSame(String folder, String wanted) {
    return NUMBER.matcher(wanted).matches()
        && new BigInteger(folder).equals(new BigInteger(wanted));
  }

  private static boolean isHidden(Path path) {
    return name(path).startsWith(".");
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
