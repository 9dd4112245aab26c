package io.hubstream.payload;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Payload;
import io.hubstream.content.Sha256;
import io.hubstream.content.Stage;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Payloads in files, for {@code file:} claim checks below allowed root folders; a mounted share is
 * such a folder.
 *
 * <p>What the claim check names wrongly is the record's fault. A root folder that is not there, and
 * an I/O error in reading a file that is there, is an outage of the store: a store's name is its
 * root's path. Safe for any thread; owns nothing that must be closed.
 */
public final class FilePayloadSource implements PayloadSource {

  /** The setting that names the root folders. */
  public static final String ROOTS_SETTING = "payload.file.roots";

  private static final Set<OpenOption> READ =
      Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);

  private final List<Path> roots;
  private final PayloadLimits limits;

  /**
   * @param roots absolute paths of the folders that claim checks may name files in; they need not
   *     be there yet; with none, every claim check is refused
   */
  public FilePayloadSource(List<Path> roots, PayloadLimits limits) {
    for (Path root : roots) {
      if (!root.isAbsolute()) {
        throw new IllegalArgumentException(
            "%s = %s: must be an absolute path".formatted(ROOTS_SETTING, root));
      }
    }
    this.roots = roots.stream().map(Path::normalize).distinct().toList();
    this.limits = limits;
  }

  @Override
  public ByteBuffer fetch(Payload.Reference reference)
      throws BadRecordException, StoreUnavailableException, InterruptedException {
    Path path = path(reference.uri());
    Path root = root(path, reference.uri());
    long length = reference.length();
    if (length < 0) {
      throw mismatch("the claim check says %d bytes".formatted(length));
    }
    limits.require(length);
    if (!reachable(root)) {
      throw unavailable(root, null);
    }
    try {
      ByteBuffer bytes = read(regularFile(path, root), (int) length);
      String found = Sha256.hex(bytes);
      if (!found.equals(reference.sha256().toLowerCase(Locale.ROOT))) {
        throw mismatch("SHA-256 is %s, not %s".formatted(found, reference.sha256()));
      }
      return bytes.asReadOnlyBuffer();
    } catch (ClosedByInterruptException e) {
      throw interrupted(e);
    } catch (IOException e) {
      if (!reachable(root)) {
        throw unavailable(root, e);
      }
      throw fault(e, path, root);
    }
  }

  @Override
  public String store(Payload.Reference reference) throws BadRecordException {
    limits.require(reference.length());
    return root(path(reference.uri()), reference.uri()).toString();
  }

  @Override
  public boolean available(String store) {
    return roots.stream().anyMatch(root -> root.toString().equals(store) && reachable(root));
  }

  /** A mount that was lost leaves an empty folder behind: an empty root is out of reach too. */
  private static boolean reachable(Path root) {
    if (!Files.isDirectory(root) || !Files.isReadable(root) || !Files.isExecutable(root)) {
      return false;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
      return entries.iterator().hasNext();
    } catch (IOException | DirectoryIteratorException e) {
      return false;
    }
  }

  private static Path path(URI uri) throws BadRecordException {
    String scheme = uri.getScheme();
    if (scheme == null) {
      throw refused("the URI is relative; an absolute one of scheme file: is needed", uri);
    }
    if (!scheme.equalsIgnoreCase("file")) {
      throw refused("scheme " + scheme + ": is not supported here; supported: file:", uri);
    }
    if (uri.isOpaque() || uri.getRawPath() == null || !uri.getRawPath().startsWith("/")) {
      throw refused("the URI has no absolute path", uri);
    }
    if (uri.getRawAuthority() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw refused("a file: URI may have no host, query or fragment", uri);
    }
    Path path;
    try {
      path = Path.of(uri.getScheme().equals("file") ? uri : URI.create("file:" + uri.getRawPath()));
    } catch (IllegalArgumentException e) {
      throw refused("no path of this system: " + e.getClass().getSimpleName(), uri);
    }
    for (Path name : path) {
      if (name.toString().equals("..") || name.toString().equals(".")) {
        throw refused("the path may not hold . or ..", uri);
      }
    }
    return path;
  }

  private Path root(Path path, URI uri) throws BadRecordException {
    if (roots.isEmpty()) {
      throw refused("file: claim checks are switched off; set " + ROOTS_SETTING, uri);
    }
    return roots.stream()
        .filter(root -> path.startsWith(root) && !path.equals(root))
        .findFirst()
        .orElseThrow(() -> refused("the path is outside of " + ROOTS_SETTING, uri));
  }

  /** The file behind all symbolic links, which must still be below the root. */
  private Path regularFile(Path path, Path root) throws IOException, BadRecordException {
    Path real = path.toRealPath();
    if (!real.startsWith(root.toRealPath())) {
      throw refused("a symbolic link leads out of " + root, path.toUri());
    }
    BasicFileAttributes attributes =
        Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw refused("no regular file", path.toUri());
    }
    limits.require(attributes.size());
    return real;
  }

  private static ByteBuffer read(Path file, int length) throws IOException, BadRecordException {
    try (SeekableByteChannel channel = Files.newByteChannel(file, READ)) {
      long size = channel.size();
      if (size != length) {
        throw mismatch("%d bytes, not %d".formatted(size, length));
      }
      ByteBuffer bytes = ByteBuffer.allocate(length);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes) < 0) {
          throw mismatch("%d bytes, not %d".formatted(bytes.position(), length));
        }
      }
      return bytes.flip();
    }
  }

  /**
   * Sorts an I/O error while the root answers. A path that can name nothing is the record's fault:
   * it must not pass for an outage, which would never end.
   */
  private static BadRecordException fault(IOException e, Path path, Path root)
      throws StoreUnavailableException {
    String reason = e instanceof FileSystemException f ? Objects.toString(f.getReason(), "") : "";
    if (e instanceof NoSuchFileException
        || reason.equals("Not a directory")
        || reason.equals("File name too long")) {
      return bad(FailureKind.PAYLOAD_MISSING, "no file " + path);
    }
    if (e instanceof AccessDeniedException) {
      return refused("this process may not read it", path.toUri());
    }
    if (e instanceof FileSystemLoopException || reason.startsWith("Too many levels of symbolic")) {
      return refused("too many symbolic links", path.toUri());
    }
    throw unavailable(root, e);
  }

  private static StoreUnavailableException unavailable(Path root, @Nullable IOException cause) {
    return new StoreUnavailableException(
        root.toString(), "the payload folder " + root + " cannot be read", cause);
  }

  private static InterruptedException interrupted(IOException cause) {
    Thread.interrupted();
    InterruptedException interrupted = new InterruptedException("while reading a payload");
    interrupted.initCause(cause);
    return interrupted;
  }

  /** Names the path only: a query may hold a signature, the authority a password. */
  private static BadRecordException refused(String why, URI uri) {
    return bad(FailureKind.PAYLOAD_REFUSED, why + ": path " + uri.getPath());
  }

  private static BadRecordException mismatch(String what) {
    return bad(
        FailureKind.PAYLOAD_MISMATCH, "the payload is not what the claim check says: " + what);
  }

  private static BadRecordException bad(FailureKind kind, String message) {
    return new BadRecordException(kind, Stage.PAYLOAD, message);
  }
}
