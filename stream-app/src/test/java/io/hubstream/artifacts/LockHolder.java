package io.hubstream.artifacts;

import java.nio.file.Path;
import java.time.Duration;

/** A process that takes a lock, says so, and keeps it until it is killed, or a minute is over. */
final class LockHolder {
  private LockHolder() {}

  public static void main(String[] args) throws Exception {
    try (LockFile lock = LockFile.lock(Path.of(args[0]), Duration.ofSeconds(10))) {
      System.out.print('!');
      System.out.flush();
      Thread.sleep(60_000);
    }
  }
}
