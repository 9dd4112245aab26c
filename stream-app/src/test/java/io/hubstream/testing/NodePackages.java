package io.hubstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Packages of npm that tests need, installed into the build's target folder once, exactly as a lock
 * file names them. A test that wants them skips, saying so, where Node or npm is absent or the
 * install cannot be done.
 *
 * @param node the program
 * @param home folder that holds {@code node_modules}
 */
public record NodePackages(Path node, Path home) {
  private static final int OLDEST_NODE = 20;
  private static final int INSTALL_SECONDS = 180;

  /**
   * Installs what a lock file names, unless it was before.
   *
   * @param name folder among the resources with package.json and package-lock.json
   * @param who needs them: tests, for people
   */
  public static NodePackages install(String name, String who)
      throws IOException, InterruptedException {
    Path node = onPath("node", who);
    int version = nodeVersion(node);
    require(
        version >= OLDEST_NODE, who, "Node %d is older than %d".formatted(version, OLDEST_NODE));
    return new NodePackages(node, installed(name, onPath("npm", who), who));
  }

  /** A file of a package. */
  public Path file(String path) {
    return home.resolve("node_modules").resolve(path);
  }

  /** Says aloud why tests are skipped: a report alone is easily passed over. */
  private static void require(boolean holds, String who, String reason) {
    if (!holds) {
      System.err.println(who + " are skipped: " + reason);
    }
    Assumptions.assumeTrue(holds, () -> "skipped: " + reason);
  }

  private static Path onPath(String program, String who) {
    Optional<Path> found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .findFirst();
    require(found.isPresent(), who, "there is no " + program);
    return found.get();
  }

  private static int nodeVersion(Path node) throws IOException, InterruptedException {
    Process asked = new ProcessBuilder(node.toString(), "--version").start();
    String version = new String(asked.getInputStream().readAllBytes(), UTF_8).trim();
    asked.waitFor();
    return Integer.parseInt(version.replaceFirst("^v", "").replaceFirst("\\..*", ""));
  }

  private static Path installed(String name, Path npm, String who)
      throws IOException, InterruptedException {
    byte[] lock = resource(name, "package-lock.json");
    Path target = SharedFiles.buildRoot().resolve("target");
    Path home = target.resolve("%s-%08x".formatted(name, Arrays.hashCode(lock)));
    if (Files.isDirectory(home)) {
      return home;
    }
    Path fresh = Files.createDirectories(target.resolve(name + "-" + UUID.randomUUID()));
    Files.write(fresh.resolve("package.json"), resource(name, "package.json"));
    Files.write(fresh.resolve("package-lock.json"), lock);
    Path log = fresh.resolve("install.log");
    Process install =
        new ProcessBuilder(
                List.of(npm.toString(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
            .directory(fresh.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = install.waitFor(INSTALL_SECONDS, TimeUnit.SECONDS);
    install.destroyForcibly();
    require(ended && install.exitValue() == 0, who, "npm could not install them, see " + log);
    try {
      return Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Another test process was faster.
      return home;
    }
  }

  private static byte[] resource(String folder, String name) {
    try (InputStream in =
        NodePackages.class.getResourceAsStream("/%s/%s".formatted(folder, name))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
