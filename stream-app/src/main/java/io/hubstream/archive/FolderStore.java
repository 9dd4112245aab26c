package io.hubstream.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A folder. A file is written beside the archive and then linked to its name: a link is made whole
 * or not at all, and never over another file, which a rename would replace.
 *
 * <p>Safe for any thread, and for several processes; nothing to close.
 */
final class FolderStore implements ArchiveStore {
  private static final String PARTIAL = ".partial";
  private static final Duration LEFT_BEHIND = Duration.ofHours(1);

  private final Path root;

  FolderStore(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public String place() {
    return root.toString();
  }

  @Override
  public SortedSet<String> list(String below) throws IOException {
    SortedSet<String> names = new TreeSet<>();
    Path folder = root.resolve(below);
    if (!Files.isDirectory(folder)) {
      return names;
    }
    Path real = root.toRealPath(); // A walk does not go into a link, not even into the first one.
    try (Stream<Path> paths = Files.walk(folder.toRealPath())) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        String name = real.relativize(path).toString().replace('\\', '/');
        if (!Files.isDirectory(path) && !name.startsWith(PARTIAL + "/")) {
          names.add(name);
        }
      }
    }
    return names;
  }

  @Override
  public Optional<byte[]> find(String name) throws IOException {
    try {
      return Optional.of(Files.readAllBytes(root.resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (OutOfMemoryError e) {
      throw new IOException("%s is too large to be a file of the archive".formatted(name), e);
    }
  }

  @Override
  public boolean put(String name, byte[] bytes) throws IOException {
    Path target = root.resolve(name);
    Path folder = Files.createDirectories(target.getParent());
    Path partial = Files.createDirectories(root.resolve(PARTIAL)).resolve(UUID.randomUUID() + "");
    try {
      write(partial, bytes);
      Files.createLink(target, partial);
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | IOException e) {
      throw new IOException(
          "%s cannot be written (%s): its file system must have room and hard links; else archive to another folder or to Blob storage"
              .formatted(target, e.getMessage()),
          e);
    } finally {
      Files.deleteIfExists(partial);
    }
    for (Path each = folder; each != null && each.startsWith(root); each = each.getParent()) {
      force(each);
    }
    return true;
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
  }

  /** Makes the entries of a folder last, where the system can. */
  private static void force(Path folder) {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      return; // Not every system opens folders; those that do not make entries last by themselves.
    }
  }

  @Override
  public void clean() throws IOException {
    Path partials = root.resolve(PARTIAL);
    if (!Files.isDirectory(partials)) {
      return;
    }
    FileTime old = FileTime.from(Instant.now().minus(LEFT_BEHIND));
    try (Stream<Path> found = Files.list(partials)) {
      for (Path partial : List.copyOf(found.toList())) {
        // A younger one may be in the hands of another archiver.
        if (Files.getLastModifiedTime(partial).compareTo(old) < 0) {
          Files.deleteIfExists(partial);
        }
      }
    }
  }
}
