package io.hubstream.environment;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A digest over what a class path holds: the name and the SHA-256 of each jar, and of each file in
 * its folders. Where the files lie and in which order does not count, so that the same distribution
 * has the same digest on every machine.
 */
final class ClassPathDigest {
  private static final int BUFFER = 1 << 20;

  private ClassPathDigest() {}

  /**
   * @param classPath as the property {@code java.class.path} has it; what is not there is left out,
   *     as Java does
   */
  static String of(String classPath) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String entry : classPath.split(File.pathSeparator)) {
      Path path = Path.of(entry.isEmpty() ? "." : entry);
      if (Files.isDirectory(path)) {
        addFolder(path, lines);
      } else if (Files.isRegularFile(path)) {
        lines.add(line(String.valueOf(path.getFileName()), path));
      }
    }
    MessageDigest digest = EnvironmentLock.sha256();
    lines.stream()
        .sorted()
        .forEach(line -> digest.update((line + '\n').getBytes(StandardCharsets.UTF_8)));
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  private static void addFolder(Path folder, List<String> lines) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    for (Path file : files) {
      lines.add(line(folder.relativize(file).toString().replace('\\', '/'), file));
    }
  }

  private static String line(String name, Path file) throws IOException {
    return name + ' ' + sha256(file);
  }

  /** Hexadecimal digits of a file's digest. */
  static String sha256(Path file) throws IOException {
    MessageDigest digest = EnvironmentLock.sha256();
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
