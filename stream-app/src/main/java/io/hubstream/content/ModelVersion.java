package io.hubstream.content;

import java.util.Objects;

/**
 * Exactly one version of one model: the stamp on every result.
 *
 * @param model the model's name
 * @param version its version, a text (TF Serving's are integers, {@code 00000123} is legal)
 * @param digest {@code sha256:} and 64 hexadecimal digits of the version's manifest, which holds
 *     the digest of every file
 */
public record ModelVersion(String model, String version, String digest) {

  public ModelVersion {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(digest, "digest");
  }

  /** {@code name:version}, for people. */
  public String display() {
    return model + ":" + version;
  }
}
