package io.hubstream.eventhubs;

import com.azure.core.credential.TokenCredential;
import com.azure.messaging.eventhubs.EventHubClientBuilder;
import com.azure.messaging.eventhubs.EventProcessorClientBuilder;
import java.util.Optional;

/**
 * What opens an event hub: a connection string, an identity, or both, where the string says how to
 * connect and the identity who it is. Its text form holds no secret.
 */
public final class HubCredentials {
  private final Optional<ConnectionString> connection;
  private final Optional<TokenCredential> identity;

  private HubCredentials(
      Optional<ConnectionString> connection, Optional<TokenCredential> identity) {
    this.connection = connection;
    this.identity = identity;
  }

  public static HubCredentials of(ConnectionString connection) {
    return new HubCredentials(Optional.of(connection), Optional.empty());
  }

  public static HubCredentials of(TokenCredential identity) {
    return new HubCredentials(Optional.empty(), Optional.of(identity));
  }

  /** The same connection, opened by this identity. */
  HubCredentials by(TokenCredential who) {
    return new HubCredentials(connection, Optional.of(who));
  }

  void giveTo(EventProcessorClientBuilder client, HubAddress address) {
    connection.ifPresent(string -> client.connectionString(string.text(), address.hub()));
    identity.ifPresent(who -> client.credential(address.namespace(), address.hub(), who));
  }

  void giveTo(EventHubClientBuilder client, HubAddress address) {
    connection.ifPresent(string -> client.connectionString(string.text(), address.hub()));
    identity.ifPresent(who -> client.credential(address.namespace(), address.hub(), who));
  }

  @Override
  public String toString() {
    return identity.isPresent() ? "an identity of Azure's" : "a connection string";
  }
}
