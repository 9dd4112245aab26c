package io.hubstream.publishing;

import io.hubstream.service.ApplicationVersion;
import io.hubstream.starter.StarterModels;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.stream.Stream;

/**
 * Where built starter models are kept: a folder of the user's for each build of the application and
 * each Java, because both decide the bytes. A bundle brings them.
 */
public final class StarterCache {
  /** System property: a folder of starter models that this very build has made. */
  private static final String BROUGHT = "hubstream.starter.models";

  /** System property: the cache folder. */
  private static final String CACHE = "hubstream.cache";

  private StarterCache() {}

  /** The folder; it need not exist yet. */
  public static Path folder() throws IOException {
    String brought = System.getProperty(BROUGHT, "");
    if (!brought.isEmpty()) {
      return Path.of(brought);
    }
    String name =
        "%s-%x-java%s-%s"
            .formatted(
                ApplicationVersion.get(),
                builtAt(),
                System.getProperty("java.version"),
                System.getProperty("os.arch"));
    return root().resolve("starter").resolve(name.replaceAll("[^A-Za-z0-9._-]", "-"));
  }

  /**
   * What the system property {@value CACHE} names, else {@code $XDG_CACHE_HOME/hubstream}, else
   * {@code ~/.cache/hubstream}.
   */
  public static Path root() {
    String named = System.getProperty(CACHE, "");
    if (!named.isEmpty()) {
      return Path.of(named).toAbsolutePath();
    }
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path base =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home", "."), ".cache")
            : Path.of(xdg);
    return base.resolve("hubstream");
  }

  /** When the code was built: two builds of a development version are two builds. */
  private static long builtAt() throws IOException {
    CodeSource source = StarterModels.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return 0;
    }
    try {
      Path code = Path.of(source.getLocation().toURI());
      if (Files.isRegularFile(code)) {
        return Files.getLastModifiedTime(code).toMillis();
      }
      try (Stream<Path> classes = Files.walk(code.resolve("io/hubstream/starter"))) {
        long newest = 0;
        for (Path file : classes.toList()) {
          newest = Math.max(newest, Files.getLastModifiedTime(file).toMillis());
        }
        return newest;
      }
    } catch (URISyntaxException e) {
      throw new IOException("where is the code? " + source.getLocation(), e);
    }
  }
}
