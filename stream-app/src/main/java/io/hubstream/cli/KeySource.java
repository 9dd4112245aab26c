package io.hubstream.cli;

import io.hubstream.signing.KeyFormatException;
import io.hubstream.signing.SigningKey;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where a private key comes from: a file, or a variable of the environment. */
final class KeySource {
  private static final String ENV = "env:";

  private KeySource() {}

  /**
   * Reads it.
   *
   * @param place a file, or {@code env:NAME}
   * @throws CommandFailure there is no key; the message never quotes what is there instead
   */
  static SigningKey read(String place, UnaryOperator<@Nullable String> environment)
      throws IOException {
    try {
      return SigningKey.read(text(place, environment));
    } catch (KeyFormatException e) {
      throw CommandFailure.usage(
          "--key %s is no private key: %s; `hubstream model keygen` makes one"
              .formatted(place, e.getMessage()));
    } catch (MalformedInputException e) {
      throw CommandFailure.usage("--key %s is no text; a PEM file is wanted".formatted(place));
    }
  }

  private static String text(String place, UnaryOperator<@Nullable String> environment)
      throws IOException {
    if (!place.startsWith(ENV)) {
      return file(place);
    }
    String name = place.substring(ENV.length());
    String value = environment.apply(name);
    if (value == null || value.isBlank()) {
      throw CommandFailure.usage(
          "--key %s: the environment variable %s is not set".formatted(place, name));
    }
    return value;
  }

  private static String file(String place) throws IOException {
    try {
      return Files.readString(Path.of(place));
    } catch (NoSuchFileException e) {
      throw CommandFailure.usage(
          "--key: there is no file %s; `hubstream model keygen --out FILE` makes a pair"
              .formatted(place));
    }
  }
}
