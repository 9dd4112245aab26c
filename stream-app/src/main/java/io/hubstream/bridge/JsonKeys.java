package io.hubstream.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Map;
import java.util.Optional;

/**
 * Looks into JSON whose keys come in any case: the documentation and the samples write {@code
 * ModelName} where the SDKs write {@code modelName}.
 */
final class JsonKeys {
  private static final int MAX_TEXT = 2_000;

  private JsonKeys() {}

  /** The first of these that is there; a missing node where none is. */
  static JsonNode find(JsonNode object, String... names) {
    for (String name : names) {
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        if (field.getKey().equalsIgnoreCase(name) && !field.getValue().isNull()) {
          return field.getValue();
        }
      }
    }
    return MissingNode.getInstance();
  }

  /**
   * As {@link #text}, where it is not too long to be what it should be.
   *
   * @throws UnusableEventException it is
   */
  static Optional<String> shortText(JsonNode object, String name) throws UnusableEventException {
    Optional<String> text = text(object, name);
    if (text.isPresent() && text.get().length() > MAX_TEXT) {
      throw new UnusableEventException(
          "its '%s' has more than %d characters".formatted(name, MAX_TEXT));
    }
    return text;
  }

  /** The text or number of the first of these that is there, without blanks at its ends. */
  static Optional<String> text(JsonNode object, String... names) {
    JsonNode found = find(object, names);
    return Optional.of(found)
        .filter(JsonNode::isValueNode)
        .map(node -> node.asText().strip())
        .filter(text -> !text.isEmpty());
  }
}
