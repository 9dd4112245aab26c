package io.hubstream.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebAddressTest {
  private static final URI HUB = URI.create("https://tfhub.dev/google/a/1?key=SECRET");

  @ParameterizedTest
  @CsvSource({
    "https://storage.googleapis.com/x?sig=1, https://storage.googleapis.com/x?sig=1",
    "/models/a, https://tfhub.dev/models/a",
    "//kaggle.example/a, https://kaggle.example/a"
  })
  void shouldFollowToAnEncryptedPlace(String location, String expected) throws Exception {
    assertThat(WebAddress.redirected(HUB, location)).isEqualTo(URI.create(expected));
  }

  @ParameterizedTest
  @CsvSource({
    "http://storage.googleapis.com/x?sig=SECRET, only https",
    "gs://tfhub-modules/a, only https",
    "file:///etc/passwd, only https",
    "https://me:SECRET@host/x, only https",
    "http://localhost/x, to this machine",
    "https://127.0.0.1/x, to this machine",
    "https://[::1]/x, to this machine",
    "https://[bad?SECRET, no address"
  })
  void shouldNotFollowToWhereNobodyShouldBeSent(String location, String reason) {
    assertThatThrownBy(() -> WebAddress.redirected(HUB, location))
        .isInstanceOf(NotFollowedException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("SECRET");
  }

  @Test
  void shouldNotLeaveLoopbackForPlainHttpElsewhere() throws Exception {
    URI loopback = URI.create("http://127.0.0.1:8000/a");

    assertThat(WebAddress.redirected(loopback, "http://localhost:9000/b"))
        .isEqualTo(URI.create("http://localhost:9000/b"));
    assertThatThrownBy(() -> WebAddress.redirected(loopback, "http://example.org/b"))
        .hasMessageContaining("only https");
  }

  @Test
  void shouldTellOriginsApart() {
    URI kaggle = URI.create("https://www.kaggle.com");

    assertThat(WebAddress.isSameOrigin(kaggle, URI.create("https://WWW.kaggle.com/api"))).isTrue();
    assertThat(WebAddress.isSameOrigin(kaggle, URI.create("http://www.kaggle.com/api"))).isFalse();
    assertThat(WebAddress.isSameOrigin(kaggle, URI.create("https://kaggle.com.example/")))
        .isFalse();
    assertThat(WebAddress.isSameOrigin(kaggle, URI.create("https://www.kaggle.com:8443/")))
        .isFalse();
  }
}
