package io.hubstream.watching;

import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A version folder of TensorFlow Serving's layout, whole or not.
 *
 * @param model name of the model
 * @param version name of the folder; {@code 00000123} is legal
 * @param number what the name says
 */
public record FoundVersion(String model, String version, long number, Path folder) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /** The number that a version's name is, if it is one. */
  static OptionalLong numberOf(String name) {
    return NUMBER.matcher(name).matches()
        ? OptionalLong.of(Long.parseLong(name))
        : OptionalLong.empty();
  }

  /** As {@code name:version}. */
  public String display() {
    return model + ":" + version;
  }
}
