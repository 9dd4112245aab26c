package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Type.PASSWORD;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.types.Password;

/** How an Event Hubs namespace is asked for entry. It holds secrets, so it is no record. */
final class EventHubsSettings {
  static final String AUTHENTICATION = "eventhubs.authentication";
  static final String CONNECTION_STRING = "eventhubs.connection.string";
  static final String ENTRA_SCOPE = "eventhubs.entra.scope";

  static final String BY_CONNECTION_STRING = "connection-string";
  static final String BY_ENTRA = "entra";
  static final String BY_OWN_SETTINGS = "custom";

  /** Asks Entra ID for tokens; named and not imported, because the SDK stays in its package. */
  static final String ENTRA_HANDLER = "io.hubstream.azure.EntraLoginHandler";

  private static final String TOKEN_MODULE =
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule";
  private static final String PLAIN_MODULE =
      "org.apache.kafka.common.security.plain.PlainLoginModule";

  static final Concern CONCERN =
      new Concern(
          "Event Hubs",
          new ConfigDef()
              .define(
                  AUTHENTICATION,
                  STRING,
                  BY_CONNECTION_STRING,
                  in(BY_CONNECTION_STRING, BY_ENTRA, BY_OWN_SETTINGS),
                  HIGH,
                  "How an Event Hubs namespace lets in: connection-string, by eventhubs.connection.string;"
                      + " entra, by a token for the identity that the Azure SDK finds (workload or managed"
                      + " identity, client secret in AZURE_CLIENT_SECRET, `az login`); custom, by the"
                      + " kafka.sasl.* settings.")
              .define(
                  CONNECTION_STRING,
                  PASSWORD,
                  null,
                  null,
                  HIGH,
                  "Connection string of the namespace. Only as ${env:NAME} or ${file:PATH}, so that the"
                      + " secret stands in no settings file and in no list of processes.")
              .define(
                  ENTRA_SCOPE,
                  STRING,
                  "",
                  null,
                  LOW,
                  "What tokens are asked for. Empty takes https://HOST/.default, HOST being that of the"
                      + " first of bootstrap.servers."));

  private EventHubsSettings() {}

  /** What gets a client in. */
  static Map<String, String> access(Values values) {
    return switch (values.text(AUTHENTICATION)) {
      case BY_ENTRA ->
          Map.of(
              "sasl.mechanism",
              "OAUTHBEARER",
              "sasl.login.callback.handler.class",
              ENTRA_HANDLER,
              "sasl.jaas.config",
              "%s required scope=%s;".formatted(TOKEN_MODULE, quoted(scope(values))));
      case BY_CONNECTION_STRING ->
          Map.of(
              "sasl.mechanism",
              "PLAIN",
              "sasl.jaas.config",
              "%s required username=\"$ConnectionString\" password=%s;"
                  .formatted(PLAIN_MODULE, quoted(connectionString(values))));
      default -> Map.of();
    };
  }

  private static String connectionString(Values values) {
    return ((Password) values.get(CONNECTION_STRING)).value();
  }

  private static String scope(Values values) {
    String scope = values.text(ENTRA_SCOPE);
    return scope.isEmpty()
        ? "https://%s/.default".formatted(host(values.list(KafkaSettings.BOOTSTRAP_SERVERS)))
        : scope;
  }

  static String host(List<String> servers) {
    return servers.get(0).replaceFirst(":\\d+$", "");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
