package io.hubstream.audit;

import io.hubstream.content.ModelVersion;
import java.util.List;

/**
 * A version as people name it: {@code MODEL@DIGEST}, where the beginning of the digest is enough
 * and {@code sha256:} may be left out, or {@code MODEL:VERSION}.
 *
 * @param model name of the model
 * @param version its version; empty where a digest is named
 * @param digestPrefix beginning of the digest's hexadecimal digits; empty where a version is named
 */
public record ModelSelector(String model, String version, String digestPrefix) {
  private static final String SHA_256 = "sha256:";

  /**
   * Reads what was typed.
   *
   * @throws IllegalArgumentException it is neither form; the message says what is wrong
   */
  public static ModelSelector parse(String text) {
    int at = text.indexOf('@');
    if (at > 0) {
      String digest = text.substring(at + 1);
      String digits = digest.startsWith(SHA_256) ? digest.substring(SHA_256.length()) : digest;
      if (!digits.matches("[0-9a-f]{1,64}")) {
        throw new IllegalArgumentException(
            "'%s' is no digest: it is sha256: and up to 64 of the digits 0-9a-f".formatted(digest));
      }
      return new ModelSelector(text.substring(0, at), "", digits);
    }
    int colon = text.indexOf(':');
    if (colon <= 0 || colon == text.length() - 1) {
      throw new IllegalArgumentException(
          "'%s' names no version: write MODEL@DIGEST or MODEL:VERSION".formatted(text));
    }
    return new ModelSelector(text.substring(0, colon), text.substring(colon + 1), "");
  }

  /** Whether a version is meant. */
  public boolean matches(ModelVersion candidate) {
    if (!candidate.model().equals(model)) {
      return false;
    }
    return digestPrefix.isEmpty()
        ? candidate.version().equals(version)
        : candidate.digest().startsWith(SHA_256 + digestPrefix);
  }

  /** The versions that are meant: more than one where a digest is too short. */
  public List<ModelVersion> among(List<ModelVersion> candidates) {
    return candidates.stream().filter(this::matches).toList();
  }
}
