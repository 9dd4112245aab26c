package io.hubstream.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The folder that native libraries are unpacked into when they come in jars.
 *
 * @param folder JavaCPP's cache
 * @param freeBytes room on its disk, 0 where it could not be made
 * @param problem why nothing can be written there
 */
record NativeCache(Path folder, long freeBytes, Optional<String> problem) {
  private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

  /** The one of this process. */
  static NativeCache here() {
    String named = System.getProperty(PROPERTY, "");
    return at(
        named.isEmpty()
            ? Path.of(System.getProperty("user.home", "."), ".javacpp", "cache")
            : Path.of(named));
  }

  /** Makes the folder if need be, as the first use does, and writes a file there for a moment. */
  static NativeCache at(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".doctor-", ""));
      return new NativeCache(folder, folder.toFile().getUsableSpace(), Optional.empty());
    } catch (IOException e) {
      return new NativeCache(folder, 0, Optional.of(reason(e)));
    }
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
