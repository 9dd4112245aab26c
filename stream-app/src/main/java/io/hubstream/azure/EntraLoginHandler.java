package io.hubstream.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.SaslExtensions;
import org.apache.kafka.common.security.auth.SaslExtensionsCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.jspecify.annotations.Nullable;

/**
 * Gets Kafka's clients their tokens from Entra ID, with whatever identity DefaultAzureCredential
 * finds: workload identity, managed identity, a client secret in the environment, the Azure CLI.
 *
 * <p>Kafka makes it by name, asks it before the first connection and whenever a token is about to
 * end, on a thread of its own; a call takes at most {@link #LIMIT}. Nothing to close. What fails is
 * told in our own words, which name no secret.
 */
public final class EntraLoginHandler implements AuthenticateCallbackHandler {
  /** Longest wait for a token. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final String SCOPE = "scope";
  private static final Duration CONNECT = Duration.ofSeconds(5);

  private final @Nullable TokenCredential given;
  private @Nullable TokenCredential credential;
  private String scope = "";

  /** For Kafka, which makes it by its name. */
  public EntraLoginHandler() {
    this.given = null;
  }

  EntraLoginHandler(TokenCredential credential) {
    this.given = credential;
  }

  @Override
  public void configure(
      Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
    scope =
        entries.stream()
            .map(entry -> entry.getOptions().get(SCOPE))
            .filter(String.class::isInstance)
            .map(String.class::cast)
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("sasl.jaas.config names no scope"));
    credential = given == null ? fromTheEnvironment() : given;
  }

  private static TokenCredential fromTheEnvironment() {
    return new DefaultAzureCredentialBuilder()
        .httpClient(
            new JdkHttpClientBuilder(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1))
                .connectionTimeout(CONNECT)
                .responseTimeout(LIMIT)
                .build())
        .build();
  }

  @Override
  public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
    for (Callback callback : callbacks) {
      if (callback instanceof OAuthBearerTokenCallback wanted) {
        wanted.token(token());
      } else if (callback instanceof SaslExtensionsCallback wanted) {
        wanted.extensions(SaslExtensions.empty());
      } else {
        throw new UnsupportedCallbackException(callback);
      }
    }
  }

  private OAuthBearerToken token() throws IOException {
    TokenCredential source = credential;
    if (source == null) {
      throw new IllegalStateException("not configured");
    }
    try {
      AccessToken token = source.getToken(new TokenRequestContext().addScopes(scope)).block(LIMIT);
      if (token == null) {
        throw new IOException("Entra ID gave no token for " + scope);
      }
      return new EntraToken(
          token.getToken(), token.getExpiresAt().toInstant().toEpochMilli(), scope);
    } catch (RuntimeException e) {
      // What the SDK says names every identity that it tried, in a hundred lines.
      throw new IOException(words(e) + " for " + scope);
    }
  }

  private static String words(RuntimeException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClientAuthenticationException refused && refused.getResponse() != null) {
        return "Entra ID answered %d and gave no token"
            .formatted(refused.getResponse().getStatusCode());
      }
      if (cause instanceof TimeoutException) {
        return "Entra ID gave no token within %d s".formatted(LIMIT.toSeconds());
      }
    }
    return failure instanceof ClientAuthenticationException
        ? "no identity of this process got a token"
        : "no token was had (%s)".formatted(failure.getClass().getSimpleName());
  }

  @Override
  public void close() {}
}
