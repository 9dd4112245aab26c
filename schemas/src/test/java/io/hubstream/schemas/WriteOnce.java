package io.hubstream.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that a test makes once, when it is told to, and that are committed then. */
final class WriteOnce {

  static final String PROPERTY = "hubstream.schemas.write";
  static final String COMMAND = "./mvnw -pl schemas test -D" + PROPERTY + "=true";

  private WriteOnce() {}

  /**
   * Writes {@code bytes} to a file that is not there yet, if the system property asks for it.
   *
   * @return whether it wrote the file
   */
  static boolean writeIfAsked(Path file, byte[] bytes) throws IOException {
    if (!Boolean.getBoolean(PROPERTY) || Files.exists(file)) {
      return false;
    }
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
    return true;
  }
}
