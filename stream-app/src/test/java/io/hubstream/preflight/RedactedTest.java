package io.hubstream.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactedTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Endpoint=sb://a/;SharedAccessKeyName=Root;SharedAccessKey=THESECRET;EntityPath=x",
        "https://a/?sig=THESECRET&se=1",
        "client_secret=THESECRET",
        "username=\"u\" password=\"THESECRET\"",
        "the token eyJhbGciOiJSUzI1NiJ9.THESECRET.abc was refused"
      })
  void shouldKeepNoSecret(String text) {
    assertThat(Redacted.of(text)).doesNotContain("THESECRET").contains("[");
  }
}
