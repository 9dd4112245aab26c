package io.hubstream.importing;

import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;

/**
 * A new folder that takes files from anybody: nothing is ever written outside of it, nor more than
 * the limits allow. It holds files and folders only, so there is no link that a path could follow.
 *
 * <p>Owner thread: the caller's.
 */
final class IncomingFolder {
  private static final int BUFFER = 1 << 16;

  private final Path root;
  private final ModelLimits limits;
  private long bytes;
  private int entries;

  /**
   * @param root is made; it must not be there
   */
  IncomingFolder(Path root, ModelLimits limits) throws IOException {
    this.root = Files.createDirectory(root);
    this.limits = limits;
  }

  Path root() {
    return root;
  }

  /** One more entry, of whatever kind and before anything is made of it. */
  void count() throws ModelRefusedException {
    entries++;
    if (entries > limits.entries()) {
      throw new ModelRefusedException(
          "it holds more than %d files and folders".formatted(limits.entries()));
    }
  }

  /**
   * Makes a folder.
   *
   * @param name its path within the model, as somebody wrote it
   */
  void folder(String name) throws ModelRefusedException, IOException {
    create(root.resolve(safe(name)), name);
  }

  /** Writes a file, whole or not at all as far as the caller is concerned: it gives up then. */
  void file(String name, InputStream in, FileTime modified)
      throws ModelRefusedException, IOException {
    String path = safe(name);
    if (path.isEmpty()) {
      throw new ModelRefusedException("'%s' is no name for a file".formatted(shown(name)));
    }
    Path target = root.resolve(path);
    create(target.getParent() == null ? root : target.getParent(), name);
    try (OutputStream out =
        Files.newOutputStream(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      byte[] buffer = new byte[BUFFER];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        bytes += n;
        checkSize();
        out.write(buffer, 0, n);
      }
    } catch (FileAlreadyExistsException e) {
      throw new ModelRefusedException("it holds '%s' twice".formatted(shown(name)), e);
    }
    Files.setLastModifiedTime(target, modified);
  }

  private void checkSize() throws ModelRefusedException {
    if (bytes > limits.bytes()) {
      throw new ModelRefusedException(
          "its files have more than %d bytes; --max-bytes allows more".formatted(limits.bytes()));
    }
  }

  private static void create(Path folder, String name) throws ModelRefusedException, IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      throw new ModelRefusedException(
          "'%s' is a file and a folder at once".formatted(shown(name)), e);
    }
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw new ModelRefusedException("'%s' is no folder".formatted(shown(name)));
    }
  }

  /** The same path in one form: no {@code ./} in front, no slash at the end. */
  private String safe(String name) throws ModelRefusedException {
    String path = name;
    while (path.startsWith("./")) {
      path = path.substring(2);
    }
    if (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    if (path.isEmpty() || path.equals(".")) {
      return "";
    }
    if (path.length() > limits.pathLength()) {
      throw new ModelRefusedException(
          "the path '%s' has more than %d characters".formatted(shown(name), limits.pathLength()));
    }
    String[] parts = path.split("/", -1);
    if (parts.length > limits.depth()) {
      throw new ModelRefusedException(
          "'%s' lies more than %d folders deep".formatted(shown(name), limits.depth()));
    }
    for (String part : parts) {
      if (!isSafe(part)) {
        throw new ModelRefusedException(
            "'%s' leads out of its folder, or is no name on every system".formatted(shown(name)));
      }
    }
    return path;
  }

  private static boolean isSafe(String part) {
    return !part.isEmpty()
        && !part.equals(".")
        && !part.equals("..")
        && part.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\' || c == ':');
  }

  /** What somebody wrote, fit for a terminal. */
  static String shown(String name) {
    String visible = name.replaceAll("\\p{Cntrl}", "?");
    return visible.length() <= 120 ? visible : visible.substring(0, 120) + "...";
  }
}
