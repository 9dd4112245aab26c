package io.hubstream.service;

import io.hubstream.azure.AzureIdentity;
import io.hubstream.config.BridgeSettings;
import io.hubstream.config.ConfigProblem;
import io.hubstream.config.InvalidConfigException;
import io.hubstream.eventhubs.ConnectionString;
import io.hubstream.eventhubs.HubAddress;
import io.hubstream.eventhubs.HubCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which event hub, and what opens it. */
record HubAccess(HubAddress address, HubCredentials credentials) {

  /**
   * Finds the connection string, or else an identity.
   *
   * @throws InvalidConfigException the string cannot be read, or names no hub
   */
  static HubAccess of(BridgeSettings.Source source, Map<String, String> environment) {
    String place =
        source.connectionFile().isEmpty()
            ? BridgeSettings.CONNECTION_STRING
            : source.connectionFile();
    Optional<String> text =
        source.connectionFile().isEmpty()
            ? Optional.ofNullable(environment.get(BridgeSettings.CONNECTION_STRING))
                .filter(value -> !value.isBlank())
            : Optional.of(read(source.connectionFile()));
    if (text.isEmpty()) {
      return new HubAccess(
          address(source, source.namespace(), source.hub()),
          HubCredentials.of(new AzureIdentity().credential()));
    }
    try {
      ConnectionString connection = ConnectionString.parse(text.get(), place);
      String hub = source.hub().isEmpty() ? connection.hub().orElse("") : source.hub();
      if (hub.isEmpty()) {
        throw problem(
            BridgeSettings.HUB,
            "must name the event hub: the connection string in %s is of a namespace"
                .formatted(place));
      }
      return new HubAccess(
          address(source, connection.namespace(), hub), HubCredentials.of(connection));
    } catch (IllegalArgumentException e) {
      throw problem(BridgeSettings.CONNECTION_FILE, String.valueOf(e.getMessage()));
    }
  }

  private static HubAddress address(BridgeSettings.Source source, String namespace, String hub) {
    return new HubAddress(namespace, hub, source.consumerGroup(), source.balanceInterval());
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw problem(
          BridgeSettings.CONNECTION_FILE,
          // Not shown: it may be the connection string itself.
          "must name a file that can be read (%s)".formatted(e.getClass().getSimpleName()));
    }
  }

  private static InvalidConfigException problem(String key, String rule) {
    return new InvalidConfigException(List.of(new ConfigProblem(key, Optional.empty(), rule)));
  }
}
