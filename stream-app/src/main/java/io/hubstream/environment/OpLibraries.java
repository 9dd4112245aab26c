package io.hubstream.environment;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The libraries of operations that a service loads, by what is in them: where they lie does not
 * count. Their order does, as they are loaded in it.
 */
final class OpLibraries {
  private OpLibraries() {}

  /** {@code name sha256:...} of each, separated by commas. */
  static String described(List<Path> libraries) throws IOException {
    List<String> described = new ArrayList<>();
    for (Path library : libraries) {
      try {
        described.add(
            library.getFileName() + " sha256:" + ClassPathDigest.sha256(library.toRealPath()));
      } catch (NoSuchFileException e) {
        throw new IOException(
            "the library of operations %s is not there: mend models.op.libraries"
                .formatted(library),
            e);
      }
    }
    return String.join(", ", described);
  }
}
