package io.hubstream.importing;

import io.hubstream.serving.ModelRefusedException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.tar.TarUtils;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.jspecify.annotations.Nullable;

/** A tar archive, compressed by gzip or not, that nobody vouches for. */
final class TarArchive {
  private static final int RECORD = 512;
  private static final int MAGIC = 2;
  private static final Set<Byte> FILES =
      Set.of(TarConstants.LF_OLDNORM, TarConstants.LF_NORMAL, TarConstants.LF_CONTIG);

  private TarArchive() {}

  /**
   * Unpacks it.
   *
   * @throws ModelRefusedException it is damaged or no tar archive, holds what no model needs
   *     (links, devices), leads out of its folder, or passes a limit
   * @throws IOException the target cannot be written
   */
  static void unpack(Path archive, IncomingFolder target, ModelLimits limits)
      throws ModelRefusedException, IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive))) {
      byte[] magic = peek(file, MAGIC);
      if (!GzipCompressorInputStream.matches(magic, magic.length)) {
        long size = Files.size(archive);
        unpack(file, () -> size, target, limits);
        return;
      }
      GzipCompressorInputStream gzip = gzip(file);
      unpack(gzip, gzip::getCompressedCount, target, limits);
    }
  }

  private static GzipCompressorInputStream gzip(InputStream file) throws ModelRefusedException {
    try {
      return GzipCompressorInputStream.builder()
          .setInputStream(file)
          .setDecompressConcatenated(true)
          .get();
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private static void unpack(
      InputStream plain, LongSupplier compressed, IncomingFolder target, ModelLimits limits)
      throws ModelRefusedException, IOException {
    UnpackingStream counted = new UnpackingStream(plain, compressed, limits);
    BufferedInputStream buffered = new BufferedInputStream(counted, RECORD);
    byte[] first = head(buffered);
    if (!isHeader(first)) {
      throw new ModelRefusedException(notTar(first));
    }
    TarArchiveInputStream tar = new TarArchiveInputStream(buffered);
    for (TarArchiveEntry entry = next(tar, counted); entry != null; entry = next(tar, counted)) {
      target.count();
      write(entry, new EntryStream(tar), target);
    }
  }

  /** By its sum, which every form of tar has. */
  private static boolean isHeader(byte[] first) {
    try {
      return first.length == RECORD && TarUtils.verifyCheckSum(first);
    } catch (IllegalArgumentException e) {
      return false; // Where the sum should be there is no number.
    }
  }

  private static byte[] head(BufferedInputStream plain) throws ModelRefusedException {
    try {
      return peek(plain, RECORD);
    } catch (IOException e) {
      throw damaged(e);
    }
  }

  private static byte[] peek(InputStream in, int length) throws IOException {
    in.mark(length);
    byte[] bytes = in.readNBytes(length);
    in.reset();
    return bytes;
  }

  private static String notTar(byte[] first) {
    String begin = new String(first, StandardCharsets.ISO_8859_1).stripLeading();
    boolean page = begin.startsWith("<") || begin.startsWith("{");
    return page
        ? "the answer is a web page or a message and no archive: is the handle right, and is the"
            + " model still there?"
        : "it is no tar archive (tar.gz is wanted)";
  }

  private static @Nullable TarArchiveEntry next(TarArchiveInputStream tar, UnpackingStream counted)
      throws ModelRefusedException {
    counted.beginHeader();
    try {
      return tar.getNextEntry();
    } catch (IOException e) {
      throw damaged(e);
    } catch (IllegalArgumentException e) {
      throw damaged(new IOException(e));
    } finally {
      counted.beginFile();
    }
  }

  private static void write(TarArchiveEntry entry, InputStream content, IncomingFolder target)
      throws ModelRefusedException, IOException {
    String name = entry.getName();
    if (entry.getLinkFlag() == TarConstants.LF_DIR) {
      target.folder(name);
    } else if (FILES.contains(entry.getLinkFlag()) && !name.endsWith("/") && !entry.isSparse()) {
      try {
        target.file(name, content, entry.getLastModifiedTime());
      } catch (EntryStream.UnreadableException e) {
        throw damaged(e.reason());
      }
    } else {
      throw new ModelRefusedException(
          "'%s' is %s: an archive of a model holds files and folders only"
              .formatted(IncomingFolder.shown(name), kind(entry)));
    }
  }

  private static String kind(TarArchiveEntry entry) {
    if (entry.isSymbolicLink() || entry.isLink()) {
      return "a link to '" + IncomingFolder.shown(entry.getLinkName()) + "'";
    }
    if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
      return "a device or a pipe";
    }
    return entry.isSparse() ? "a sparse file" : "of an unusual kind";
  }

  private static ModelRefusedException damaged(IOException e) {
    return e instanceof LimitExceededException
        ? new ModelRefusedException(String.valueOf(e.getMessage()), e)
        : new ModelRefusedException("the archive is damaged or cut short: " + e.getMessage(), e);
  }
}
