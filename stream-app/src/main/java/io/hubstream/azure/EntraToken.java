package io.hubstream.azure;

import java.util.Set;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.jspecify.annotations.Nullable;

/** A token of Entra ID, as Kafka's clients want it. Its text form does not show it. */
final class EntraToken implements OAuthBearerToken {
  private final String value;
  private final long lifetimeMs;
  private final String scope;

  EntraToken(String value, long lifetimeMs, String scope) {
    this.value = value;
    this.lifetimeMs = lifetimeMs;
    this.scope = scope;
  }

  @Override
  public String value() {
    return value;
  }

  @Override
  public Set<String> scope() {
    return Set.of(scope);
  }

  @Override
  public long lifetimeMs() {
    return lifetimeMs;
  }

  @Override
  public String principalName() {
    return "entra";
  }

  @Override
  public @Nullable Long startTimeMs() {
    return null;
  }

  @Override
  public String toString() {
    return "EntraToken[scope=%s, lifetimeMs=%d]".formatted(scope, lifetimeMs);
  }
}
