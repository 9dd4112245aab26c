package io.hubstream.watching;

import io.hubstream.serving.ModelManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One look at a version folder: every file with its size and time. Two equal looks say that nothing
 * has changed in between, as far as the file system tells.
 *
 * @param files by relative path, with forward slashes
 */
record Listing(SortedMap<String, Mark> files) {
  static final String SAVED_MODEL = "saved_model.pb";

  Listing {
    files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
  }

  /** What a look tells of a file. */
  record Mark(long size, long modifiedMs) {}

  /**
   * Looks.
   *
   * @throws IOException the folder cannot be read, or changes under the look
   */
  static Listing of(Path folder) throws IOException {
    SortedMap<String, Mark> files = new TreeMap<>();
    Path real = folder.toRealPath();
    try (Stream<Path> walk = Files.walk(real)) {
      for (Path path : (Iterable<Path>) walk::iterator) {
        BasicFileAttributes attributes =
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isDirectory()) {
          files.put(
              real.relativize(path).toString().replace('\\', '/'),
              new Mark(attributes.size(), attributes.lastModifiedTime().toMillis()));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return new Listing(files);
  }

  /** Whether what makes a folder a SavedModel has appeared; it may not be whole yet. */
  boolean hasModel() {
    return files.containsKey(SAVED_MODEL);
  }

  boolean hasManifest() {
    return files.containsKey(ModelManifest.FILE_NAME);
  }

  /** Whether it holds the manifest's files in their full size, and nothing else. */
  boolean isWhatIsIn(ModelManifest manifest) {
    return files.size() == manifest.files().size() + 1
        && manifest.files().stream()
            .allMatch(
                file -> {
                  Mark mark = files.get(file.path());
                  return mark != null && mark.size() == file.size();
                });
  }
}
