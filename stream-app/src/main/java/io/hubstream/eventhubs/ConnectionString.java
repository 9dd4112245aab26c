package io.hubstream.eventhubs;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A connection string of an Event Hubs namespace, or of one hub. It is a secret: its text form and
 * what it complains of name its parts and never what they hold.
 */
public final class ConnectionString {
  private final String text;
  private final String namespace;
  private final Optional<String> hub;

  private ConnectionString(String text, String namespace, Optional<String> hub) {
    this.text = text;
    this.namespace = namespace;
    this.hub = hub;
  }

  /**
   * Reads one.
   *
   * @param place where it was found, for messages
   * @throws IllegalArgumentException it is not complete
   */
  public static ConnectionString parse(String text, String place) {
    Map<String, String> parts = parts(text);
    String endpoint = parts.getOrDefault("endpoint", "");
    String host = host(endpoint);
    if (host.isEmpty()) {
      throw new IllegalArgumentException(
          place
              + " holds no connection string of Event Hubs: it must have the form"
              + " Endpoint=sb://NAMESPACE.servicebus.windows.net/;SharedAccessKeyName=...;SharedAccessKey=...");
    }
    boolean key = parts.containsKey("sharedaccesskeyname") && parts.containsKey("sharedaccesskey");
    if (!key && !parts.containsKey("sharedaccesssignature")) {
      throw new IllegalArgumentException(
          place
              + " has an Endpoint, but neither SharedAccessKeyName and SharedAccessKey nor"
              + " SharedAccessSignature: copy the connection string anew");
    }
    return new ConnectionString(text.trim(), host, Optional.ofNullable(parts.get("entitypath")));
  }

  private static Map<String, String> parts(String text) {
    Map<String, String> parts = new HashMap<>();
    for (String part : text.trim().split(";")) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(
            part.substring(0, equals).trim().toLowerCase(Locale.ROOT),
            part.substring(equals + 1).trim());
      }
    }
    return parts;
  }

  private static String host(String endpoint) {
    try {
      String host = URI.create(endpoint).getHost();
      return host == null ? "" : host.toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** The secret itself. */
  String text() {
    return text;
  }

  /** Host of the namespace. */
  public String namespace() {
    return namespace;
  }

  /** The hub, where the string is one of a hub. */
  public Optional<String> hub() {
    return hub;
  }

  @Override
  public String toString() {
    return "connection string of " + namespace;
  }
}
