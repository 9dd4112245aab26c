package io.hubstream.bridge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what Event Grid delivers: its own schema or CloudEvents 1.0, one event or an array.
 *
 * <p>Safe for any thread.
 */
final class GridEventReader {
  /** What Event Hubs takes at most. */
  private static final int MAX_BYTES = 1 << 20;

  private static final int MAX_TEXT = 1_000;
  private static final ObjectReader JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).reader();

  private GridEventReader() {}

  /** One element of what was delivered. */
  sealed interface Element {
    /** An event. */
    record Event(GridEvent event) implements Element {}

    /** Something else. */
    record Broken(String reason) implements Element {}
  }

  /** The elements, at least one. */
  static List<Element> read(byte[] body) {
    if (body.length > MAX_BYTES) {
      return broken("it has %d bytes, more than %d".formatted(body.length, MAX_BYTES));
    }
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      // Its message quotes the source, which may hold what is secret.
      return broken(
          "it is no JSON: %s at line %d, column %d"
              .formatted(
                  e.getClass().getSimpleName(),
                  e.getLocation() == null ? 1 : e.getLocation().getLineNr(),
                  e.getLocation() == null ? 1 : e.getLocation().getColumnNr()));
    } catch (IOException e) {
      return broken("it is no JSON: " + e.getClass().getSimpleName());
    }
    if (!root.isArray()) {
      return List.of(element(root, ""));
    }
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < root.size(); i++) {
      elements.add(element(root.get(i), root.size() == 1 ? "" : "element %d: ".formatted(i)));
    }
    return elements.isEmpty() ? broken("it is an empty array") : elements;
  }

  private static List<Element> broken(String reason) {
    return List.of(new Element.Broken(reason));
  }

  private static Element element(JsonNode node, String where) {
    if (!node.isObject()) {
      return new Element.Broken(where + "it is no JSON object");
    }
    try {
      return new Element.Event(event(node));
    } catch (UnusableEventException e) {
      return new Element.Broken(where + e.reason());
    }
  }

  private static GridEvent event(JsonNode node) throws UnusableEventException {
    JsonNode data = JsonKeys.find(node, "data");
    if (!data.isObject()) {
      throw new UnusableEventException(
          "it is neither of Event Grid's schema nor a CloudEvent: it has no object 'data'");
    }
    return new GridEvent(
        required(node, "id"),
        required(node, "eventType", "type"),
        required(node, "subject"),
        required(node, "topic", "source"),
        time(required(node, "eventTime", "time")),
        data);
  }

  private static String required(JsonNode node, String... names) throws UnusableEventException {
    Optional<String> text = JsonKeys.text(node, names);
    if (text.isEmpty()) {
      throw new UnusableEventException(
          "it is neither of Event Grid's schema nor a CloudEvent: it has no text '%s'"
              .formatted(String.join("' or '", names)));
    }
    if (text.get().length() > MAX_TEXT || text.get().chars().anyMatch(Character::isISOControl)) {
      throw new UnusableEventException(
          "its '%s' is longer than %d or has control characters".formatted(names[0], MAX_TEXT));
    }
    return text.get();
  }

  private static Instant time(String text) throws UnusableEventException {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new UnusableEventException("its time is none of ISO 8601: " + text);
    }
  }
}
