package io.hubstream.artifacts;

import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.FileEntry;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of a version folder: listing, digests, verification, copies. */
final class VersionFiles {
  private static final long LARGEST_MANIFEST = 16L << 20;

  private VersionFiles() {}

  /**
   * Every file but the manifest, by its relative path with forward slashes.
   *
   * @throws ModelRefusedException there is something that is neither file nor folder
   */
  static SortedMap<String, Path> list(Path folder) throws ModelRefusedException, IOException {
    SortedMap<String, Path> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String name = folder.relativize(path).toString().replace('\\', '/');
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
          files.put(name, path);
        } else if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
          throw new ModelRefusedException("'" + name + "' is a link or a special file");
        }
      }
    }
    files.remove(ModelManifest.FILE_NAME);
    return files;
  }

  /**
   * The bytes of the manifest.
   *
   * @throws ModelRefusedException the folder holds none
   * @throws NoSuchFileException the folder itself is not there
   */
  static byte[] manifestBytes(Path folder) throws ModelRefusedException, IOException {
    Path file = folder.resolve(ModelManifest.FILE_NAME);
    if (!Files.isDirectory(folder)) {
      throw new NoSuchFileException(folder.toString());
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new ModelRefusedException(
          folder + " holds no " + ModelManifest.FILE_NAME + ": it is not packaged, or not whole");
    }
    requireManifestSize(Files.size(file));
    return Files.readAllBytes(file);
  }

  static void requireManifestSize(long size) throws ModelRefusedException {
    if (size > LARGEST_MANIFEST) {
      throw new ModelRefusedException(
          "%s has %d bytes, at most %d are read"
              .formatted(ModelManifest.FILE_NAME, size, LARGEST_MANIFEST));
    }
  }

  /** {@code sha256:} and the hexadecimal digest of a manifest's bytes: the version's digest. */
  static String digest(byte[] manifest) {
    return "sha256:" + HexFormat.of().formatHex(sha256().digest(manifest));
  }

  static FileEntry entry(String name, Path file) throws IOException {
    return new FileEntry(name, Files.size(file), sha256(file));
  }

  /**
   * Checks names and sizes, without reading.
   *
   * @throws ModelRefusedException naming the file that differs in size, is missing, or is too many
   */
  static void checkListing(Path folder, List<FileEntry> expected)
      throws ModelRefusedException, IOException {
    SortedMap<String, Path> files = list(folder);
    for (FileEntry entry : expected) {
      Path file = files.remove(entry.path());
      if (file == null) {
        throw new ModelRefusedException("'" + entry.path() + "' is missing");
      }
      long size = Files.size(file);
      if (size != entry.size()) {
        throw new ModelRefusedException(
            "'%s' has %d bytes, the manifest says %d".formatted(entry.path(), size, entry.size()));
      }
    }
    if (!files.isEmpty()) {
      throw new ModelRefusedException("'" + files.firstKey() + "' is not in the manifest");
    }
  }

  /** As {@link #checkListing}, and every byte. */
  static void checkContents(Path folder, List<FileEntry> expected)
      throws ModelRefusedException, IOException {
    checkListing(folder, expected);
    for (FileEntry entry : expected) {
      if (!sha256(folder.resolve(entry.path())).equals(entry.sha256())) {
        throw new ModelRefusedException(
            "'" + entry.path() + "' differs: its SHA-256 is not the manifest's");
      }
    }
  }

  /** Copies the files, and the manifest last. */
  static void copy(Path from, Path to, List<FileEntry> files, byte[] manifest) throws IOException {
    copyFiles(from, to, files);
    writeWhole(to.resolve(ModelManifest.FILE_NAME), manifest);
  }

  /** Copies the files. */
  static void copyFiles(Path from, Path to, List<FileEntry> files) throws IOException {
    Files.createDirectories(to);
    for (FileEntry entry : files) {
      Path target = to.resolve(entry.path());
      Path parent = target.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.copy(from.resolve(entry.path()), target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Writes a file that is either there with all its bytes or not there. */
  static void writeWhole(Path file, byte[] bytes) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Bytes of all files below; 0 when it is not there. */
  static long size(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    long[] bytes = {0};
    // A file may go while it is counted: another process lets go of it.
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            bytes[0] += attributes.size();
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
    return bytes[0];
  }

  static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      Iterator<Path> deepestFirst = paths.sorted(Comparator.reverseOrder()).iterator();
      while (deepestFirst.hasNext()) {
        Files.delete(deepestFirst.next());
      }
    }
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      byte[] buffer = new byte[1 << 16];
      while (in.read(buffer) >= 0) {
        // The stream feeds the digest.
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
