package io.hubstream.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is wrong with a connection string, without a word of what it says. */
final class ConnectionString {
  private static final String ENDPOINT = "endpoint";

  private ConnectionString() {}

  /**
   * @param host that clients connect to
   */
  static Optional<String> problem(String text, String host) {
    Map<String, String> parts = parts(text);
    if (!parts.containsKey(ENDPOINT)
        || !parts.containsKey("sharedaccesskeyname")
        || !parts.containsKey("sharedaccesskey")) {
      return Optional.of(
          "must have Endpoint, SharedAccessKeyName and SharedAccessKey: copy it whole, for instance by"
              + " `az eventhubs namespace authorization-rule keys list --query primaryConnectionString"
              + " -o tsv ...`");
    }
    if (parts.containsKey("entitypath")) {
      return Optional.of(
          "is of one hub (EntityPath), and five are needed: take that of the namespace");
    }
    String endpoint =
        parts.getOrDefault(ENDPOINT, "").replaceFirst("^sb://", "").replaceFirst("[:/].*$", "");
    return endpoint.equalsIgnoreCase(host)
        ? Optional.empty()
        : Optional.of(
            "is of the namespace '%s', %s names '%s': take both from one"
                .formatted(endpoint, KafkaSettings.BOOTSTRAP_SERVERS, host));
  }

  private static Map<String, String> parts(String text) {
    Map<String, String> parts = new HashMap<>();
    for (String part : text.split(";")) {
      int equals = part.indexOf('=');
      if (equals > 0 && equals < part.length() - 1) {
        parts.put(
            part.substring(0, equals).trim().toLowerCase(Locale.ROOT),
            part.substring(equals + 1).trim());
      }
    }
    return parts;
  }
}
