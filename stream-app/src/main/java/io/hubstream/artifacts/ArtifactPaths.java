package io.hubstream.artifacts;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Which names may become paths. */
final class ArtifactPaths {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");
  private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

  private ArtifactPaths() {}

  /** Whether a model's or a version's name can be the name of a folder. */
  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  /** Whether it is {@code sha256:} and 64 lower-case hexadecimal digits. */
  static boolean isDigest(String digest) {
    return DIGEST.matcher(digest).matches();
  }

  /** Whether a manifest's path stays within its folder on every platform. */
  static boolean isSafe(String path) {
    if (path.isEmpty()
        || path.startsWith("/")
        || path.indexOf('\\') >= 0
        || path.indexOf(':') >= 0
        || path.indexOf('\0') >= 0) {
      return false;
    }
    for (String name : path.split("/", -1)) {
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        return false;
      }
    }
    return Path.of(path).normalize().toString().replace('\\', '/').equals(path);
  }
}
