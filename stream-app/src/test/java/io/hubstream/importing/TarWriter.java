package io.hubstream.importing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes archives as a test wants them, honest or not. */
final class TarWriter {
  static final FileTime TIME = FileTime.fromMillis(1_600_000_000_000L);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar;

  TarWriter() {
    tar = new TarArchiveOutputStream(bytes, "UTF-8");
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  TarWriter file(String name, String content) throws IOException {
    return entry(name, TarConstants.LF_NORMAL, "", content.getBytes(StandardCharsets.UTF_8));
  }

  TarWriter zeros(String name, int length) throws IOException {
    return entry(name, TarConstants.LF_NORMAL, "", new byte[length]);
  }

  TarWriter folder(String name) throws IOException {
    return entry(name, TarConstants.LF_DIR, "", new byte[0]);
  }

  TarWriter link(String name, byte kind, String target) throws IOException {
    return entry(name, kind, target, new byte[0]);
  }

  /** What GNU tar writes before an entry whose name is long: the name, as if it were a file. */
  TarWriter longName(String name) throws IOException {
    return entry(
        TarConstants.GNU_LONGLINK,
        TarConstants.LF_GNUTYPE_LONGNAME,
        "",
        name.getBytes(StandardCharsets.UTF_8));
  }

  private TarWriter entry(String name, byte kind, String link, byte[] content) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, kind, true);
    entry.setLinkName(link);
    entry.setModTime(TIME);
    entry.setSize(content.length);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
    return this;
  }

  /** A whole folder, each path with this in front. */
  TarWriter tree(Path folder, String prefix) throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      for (Path path : walk.sorted().toList()) {
        String name = prefix + folder.relativize(path).toString().replace('\\', '/');
        if (Files.isDirectory(path)) {
          folder(name.endsWith("/") ? name : name + "/");
        } else {
          entry(name, TarConstants.LF_NORMAL, "", Files.readAllBytes(path));
        }
      }
    }
    return this;
  }

  byte[] plain() throws IOException {
    tar.finish();
    return bytes.toByteArray();
  }

  byte[] gzipped() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(plain());
    }
    return packed.toByteArray();
  }
}
