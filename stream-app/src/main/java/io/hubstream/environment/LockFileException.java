package io.hubstream.environment;

import java.io.IOException;
import java.nio.file.Path;

/** A file that should be an environment lock is none. The message says why and what to do next. */
public final class LockFileException extends IOException {
  private static final long serialVersionUID = 1L;

  LockFileException(Path file, String why) {
    super(
        "%s is no environment lock: %s. Write a new one with `hubstream env lock --out %s`"
            .formatted(file, why, file));
  }
}
