package io.hubstream.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder of one run of a command, deleted with everything in it, also when the command is
 * interrupted. Owned by one thread.
 */
final class WorkFolder implements AutoCloseable {
  private final Path path;
  private final Thread hook;
  private boolean kept;

  private WorkFolder(Path path) {
    this.path = path;
    this.hook = new Thread(this::deleteQuietly, "hubstream-delete-work");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Makes a new folder in {@code parent}, which is created if need be. */
  static WorkFolder in(Path parent) throws IOException {
    Files.createDirectories(parent);
    return new WorkFolder(Files.createTempDirectory(parent, "run-").toRealPath());
  }

  Path path() {
    return path;
  }

  /** It is to stay. */
  void keep() {
    kept = true;
  }

  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      return; // The process is ending: the hook does it.
    }
    if (!kept) {
      delete();
    }
  }

  private void deleteQuietly() {
    try {
      if (!kept) {
        delete();
      }
    } catch (IOException e) {
      // Somebody still writes there; the process is ending.
    }
  }

  private void delete() throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(path)) {
      for (Path file : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
