package io.hubstream.artifacts;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubstream.serving.ModelRefusedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A value within a JSON file that knows its place, so that errors name file and field. */
record JsonField(String file, String path, JsonNode node) {

  JsonField child(String name) {
    return new JsonField(file, path.isEmpty() ? name : path + "." + name, node.path(name));
  }

  boolean isPresent() {
    return !node.isMissingNode() && !node.isNull();
  }

  String text() throws ModelRefusedException {
    return require(node.isTextual(), "a text").asText();
  }

  String text(String absent) throws ModelRefusedException {
    return isPresent() ? text() : absent;
  }

  Optional<String> optionalText() throws ModelRefusedException {
    return isPresent() ? Optional.of(text()) : Optional.empty();
  }

  int integer() throws ModelRefusedException {
    return require(node.isInt(), "a whole number").asInt();
  }

  long wide() throws ModelRefusedException {
    return require(node.isIntegralNumber() && node.canConvertToLong(), "a whole number").asLong();
  }

  float decimal() throws ModelRefusedException {
    return (float) real();
  }

  double real() throws ModelRefusedException {
    return require(node.isNumber(), "a number").asDouble();
  }

  /** The elements of an array; empty when it is absent. */
  List<JsonField> elements() throws ModelRefusedException {
    List<JsonField> elements = new ArrayList<>();
    if (isPresent()) {
      require(node.isArray(), "a list");
      for (int i = 0; i < node.size(); i++) {
        elements.add(new JsonField(file, path + "[" + i + "]", node.get(i)));
      }
    }
    return elements;
  }

  List<String> texts() throws ModelRefusedException {
    List<String> texts = new ArrayList<>();
    for (JsonField element : elements()) {
      texts.add(element.text());
    }
    return texts;
  }

  ModelRefusedException wrong(String rule) {
    return new ModelRefusedException("%s: %s %s".formatted(file, path, rule));
  }

  private JsonNode require(boolean holds, String kind) throws ModelRefusedException {
    if (!holds) {
      throw wrong(isPresent() ? "must be " + kind : "is missing: " + kind);
    }
    return node;
  }
}
