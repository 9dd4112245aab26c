package io.hubstream.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The convention by which a registered model says where its artifact lies: properties, which cannot
 * change, or tags.
 */
final class ModelTags {
  static final String ARTIFACT = "hubstream.artifact";
  static final String DIGEST = "hubstream.digest";
  static final String STAGE = "hubstream.stage";

  private static final Pattern SHA256 = Pattern.compile("sha256:[0-9a-f]{64}");
  private static final Pattern STAGE_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,100}");

  private ModelTags() {}

  /**
   * Reads the three.
   *
   * @throws UnusableEventException one of them has no form that can be used, or tags and properties
   *     say different things
   */
  static Announcement.Artifact read(JsonNode tags, JsonNode properties)
      throws UnusableEventException {
    Optional<String> uri = find(ARTIFACT, tags, properties);
    Optional<String> digest = find(DIGEST, tags, properties);
    Optional<String> stage = find(STAGE, tags, properties);
    if (uri.isPresent() && uri.get().matches(".*[?#].*")) {
      throw new UnusableEventException(
          "%s has a query, which could be a secret: give the plain address of the folder"
              .formatted(ARTIFACT));
    }
    if (digest.isPresent() && !SHA256.matcher(digest.get()).matches()) {
      throw new UnusableEventException(
          "%s must be 'sha256:' and the 64 lower-case hexadecimal digits that `hubstream model publish` prints"
              .formatted(DIGEST));
    }
    if (stage.isPresent() && !STAGE_NAME.matcher(stage.get()).matches()) {
      throw new UnusableEventException(
          "%s must be a name of letters, digits, '_' or '-'".formatted(STAGE));
    }
    return new Announcement.Artifact(uri, digest, stage.orElse(""));
  }

  private static Optional<String> find(String key, JsonNode tags, JsonNode properties)
      throws UnusableEventException {
    Optional<String> property = JsonKeys.shortText(properties, key);
    Optional<String> tag = JsonKeys.shortText(tags, key);
    if (property.isPresent() && tag.isPresent() && !property.equals(tag)) {
      throw new UnusableEventException(
          "its tags and its properties say different things of %s: remove the tag".formatted(key));
    }
    return property.or(() -> tag);
  }
}
