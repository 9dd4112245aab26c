package io.hubstream.bench.start;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The classes of a start, parsed and verified, in a file that the JVM maps into memory (class data
 * sharing). It fits one build on one Java; a JVM that it does not fit goes without.
 *
 * @param file what {@code -XX:SharedArchiveFile} is to name
 */
record ClassArchive(Path file) {

  /**
   * Starts the service once and keeps its classes.
   *
   * @param target where to; it appears when it is complete
   * @return empty when this JVM makes none, or the classes lie in folders instead of jars
   */
  static Optional<ClassArchive> make(StartRig rig, Path target)
      throws IOException, InterruptedException {
    Path part =
        target.resolveSibling(target.getFileName() + ".part" + ProcessHandle.current().pid());
    try {
      rig.start("archive", new StartRig.Conditions(recording(part), Map.of()));
      if (!Files.isRegularFile(part)) {
        return Optional.empty();
      }
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      return Optional.of(new ClassArchive(target));
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** A JVM refuses at its very end to keep classes that came from folders, and fails. */
  private static List<String> recording(Path file) {
    boolean onlyJars =
        Pattern.compile(Pattern.quote(File.pathSeparator))
            .splitAsStream(System.getProperty("java.class.path"))
            .noneMatch(entry -> Files.isDirectory(Path.of(entry)));
    return onlyJars
        ? List.of("-XX:+IgnoreUnrecognizedVMOptions", "-XX:ArchiveClassesAtExit=" + file)
        : List.of();
  }

  /** JVM options of a start that uses it. */
  List<String> options() {
    return List.of("-XX:SharedArchiveFile=" + file);
  }
}
