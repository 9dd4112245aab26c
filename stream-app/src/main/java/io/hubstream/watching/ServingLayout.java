package io.hubstream.watching;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * A base path of TensorFlow Serving: {@code BASE/NAME/VERSION/}, or {@code BASE/VERSION/} of one
 * model. Folders whose name is no number are no versions: exporters write under such a name and
 * rename in the end.
 *
 * @param base the folder
 * @param model the model, if the versions stand in {@code base} itself
 */
public record ServingLayout(Path base, Optional<String> model) {

  /** Whether {@code base} itself holds version folders. */
  public boolean holdsVersions() throws IOException {
    for (Path child : folders(base)) {
      if (FoundVersion.numberOf(name(child)).isPresent()
          && Files.isRegularFile(child.resolve(Listing.SAVED_MODEL))) {
        return true;
      }
    }
    return false;
  }

  /** Names of the models, sorted. */
  List<String> models() throws IOException {
    List<Path> folders = folders(base);
    return model
        .map(List::of)
        .orElseGet(
            () ->
                folders.stream()
                    .map(ServingLayout::name)
                    .filter(name -> !name.startsWith("."))
                    .toList());
  }

  /** Versions of a model in numeric order, whether they are whole or not. */
  List<FoundVersion> versions(String name) throws IOException {
    List<FoundVersion> versions = new ArrayList<>();
    for (Path child : folders(model.isPresent() ? base : base.resolve(name))) {
      OptionalLong number = FoundVersion.numberOf(name(child));
      if (number.isPresent()) {
        versions.add(new FoundVersion(name, name(child), number.getAsLong(), child));
      }
    }
    versions.sort(
        Comparator.comparingLong(FoundVersion::number).thenComparing(FoundVersion::version));
    return versions;
  }

  private static List<Path> folders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new NotDirectoryException(folder.toString());
    }
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
