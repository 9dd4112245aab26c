package io.hubstream.importing;

import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A SavedModel folder of this machine, taken in under the same rules as an archive. */
public final class FolderCopy {
  private FolderCopy() {}

  /**
   * Copies it with the times of its files.
   *
   * @param to is made; it must not be there
   * @throws ModelRefusedException it holds links or special files, or passes a limit
   */
  public static void copy(Path from, Path to, ModelLimits limits)
      throws ModelRefusedException, IOException {
    IncomingFolder target = new IncomingFolder(to, limits);
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : (Iterable<Path>) walk.sorted()::iterator) {
        String name = from.relativize(path).toString().replace('\\', '/');
        target.count();
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          target.folder(name);
        } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          try (InputStream in = Files.newInputStream(path)) {
            target.file(name, in, Files.getLastModifiedTime(path));
          }
        } else {
          throw new ModelRefusedException(
              "'%s' is a link or a special file: copy the model without links first"
                  .formatted(IncomingFolder.shown(name)));
        }
      }
    }
  }
}
