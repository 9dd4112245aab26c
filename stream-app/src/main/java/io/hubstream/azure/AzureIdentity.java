package io.hubstream.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import java.io.IOException;
import java.time.Duration;

/**
 * Who this process is to Azure: what DefaultAzureCredential finds (workload and managed identity,
 * the environment, the command line of Azure). It keeps tokens until shortly before they end.
 *
 * <p>Safe for any thread; nothing to close.
 */
public final class AzureIdentity {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final TokenCredential credential =
      new DefaultAzureCredentialBuilder().httpClient(new JdkHttpClientBuilder().build()).build();

  /** For the SDKs of Azure. */
  public TokenCredential credential() {
    return credential;
  }

  /**
   * A token, which is a secret.
   *
   * @param scope such as {@code https://management.azure.com/.default}
   * @throws IOException there is none now
   */
  public String token(String scope) throws IOException {
    try {
      return credential
          .getToken(new TokenRequestContext().addScopes(scope))
          .blockOptional(LIMIT)
          .orElseThrow()
          .getToken();
    } catch (ClientAuthenticationException e) {
      // Its text names every place that was asked, and what that said.
      throw new IOException(
          "no token for %s could be had: give this process an identity (workload or managed identity, or AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET)"
              .formatted(scope));
    } catch (RuntimeException e) {
      throw new IOException(
          "no token for %s came (%s)".formatted(scope, e.getClass().getSimpleName()));
    }
  }
}
