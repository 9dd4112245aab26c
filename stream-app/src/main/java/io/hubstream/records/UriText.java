package io.hubstream.records;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * URIs of records. Java's own message about a bad one repeats its text, which may hold a secret.
 */
final class UriText {
  private UriText() {}

  /**
   * @throws IllegalArgumentException it is none; the message does not show it
   */
  static URI parse(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(
          "an artifact URI has a mistake at character %d: %s"
              .formatted(e.getIndex(), e.getReason()));
    }
  }
}
