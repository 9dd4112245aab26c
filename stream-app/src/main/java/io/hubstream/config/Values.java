package io.hubstream.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Settings that were parsed and hold their own rules, by key; a setting that does not is absent.
 *
 * <p>The getters are for settings that are {@linkplain #has present}.
 */
final class Values {
  private final Map<String, Object> parsed;

  Values(Map<String, Object> parsed) {
    this.parsed = Map.copyOf(parsed);
  }

  boolean has(List<String> keys) {
    return parsed.keySet().containsAll(keys);
  }

  Object get(String key) {
    return Objects.requireNonNull(parsed.get(key), key);
  }

  int integer(String key) {
    return (Integer) get(key);
  }

  long number(String key) {
    return ((Number) get(key)).longValue();
  }

  double real(String key) {
    return (Double) get(key);
  }

  boolean flag(String key) {
    return (Boolean) get(key);
  }

  String text(String key) {
    return (String) get(key);
  }

  Duration millis(String key) {
    return Duration.ofMillis(number(key));
  }

  List<String> list(String key) {
    return ((List<?>) get(key)).stream().map(Object::toString).toList();
  }

  Path path(String key) {
    return expandHome(text(key));
  }

  /** A leading {@code ~} is the user's home folder. */
  static Path expandHome(String path) {
    return path.equals("~") || path.startsWith("~/")
        ? Path.of(System.getProperty("user.home", ".") + path.substring(1))
        : Path.of(path);
  }
}
