package io.hubstream.azure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.exception.ClientAuthenticationException;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import org.apache.kafka.common.security.auth.SaslExtensionsCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class EntraLoginHandlerTest {
  private static final String SCOPE = "https://shop.servicebus.windows.net/.default";
  private static final OffsetDateTime END = OffsetDateTime.parse("2030-01-01T00:00:00Z");

  private static EntraLoginHandler handler(TokenCredential credential) {
    EntraLoginHandler handler = new EntraLoginHandler(credential);
    handler.configure(
        Map.of(),
        "OAUTHBEARER",
        List.of(
            new AppConfigurationEntry(
                "module", LoginModuleControlFlag.REQUIRED, Map.of("scope", SCOPE))));
    return handler;
  }

  @Test
  void shouldGiveTheTokenOfTheScopeWithItsEnd() throws Exception {
    OAuthBearerTokenCallback wanted = new OAuthBearerTokenCallback();
    SaslExtensionsCallback extensions = new SaslExtensionsCallback();
    EntraLoginHandler handler =
        handler(
            request -> Mono.just(new AccessToken("token-for-" + request.getScopes().get(0), END)));

    handler.handle(new Callback[] {wanted, extensions});

    assertThat(wanted.token().value()).isEqualTo("token-for-" + SCOPE);
    assertThat(wanted.token().lifetimeMs()).isEqualTo(END.toInstant().toEpochMilli());
    assertThat(wanted.token().toString()).doesNotContain("token-for-");
    assertThat(extensions.extensions().map()).isEmpty();
  }

  @Test
  void shouldSayThatNoIdentityGotATokenWithoutTheWordsOfTheSdk() {
    EntraLoginHandler handler =
        handler(
            request -> Mono.error(new ClientAuthenticationException("secret-in-a-message", null)));

    assertThatThrownBy(() -> handler.handle(new Callback[] {new OAuthBearerTokenCallback()}))
        .isInstanceOf(IOException.class)
        .hasMessage("no identity of this process got a token for " + SCOPE)
        .hasNoCause();
  }

  @Test
  void shouldRefuseWhatItWasNotMadeFor() {
    assertThatThrownBy(
            () ->
                handler(request -> Mono.empty()).handle(new Callback[] {new NameCallback("name")}))
        .isInstanceOf(UnsupportedCallbackException.class);
  }
}
