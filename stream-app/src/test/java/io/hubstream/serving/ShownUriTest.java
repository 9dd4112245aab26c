package io.hubstream.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownUriTest {

  @ParameterizedTest
  @CsvSource({
    "file:///models/a/1, file:///models/a/1",
    "https://x.net/m/a/1?sv=1&sig=s%2Fq, https://x.net/m/a/1",
    "abfss://c@x.net/m?sig=s#f, abfss://c@x.net/m",
    "https://x.net/m#sig=s, https://x.net/m",
    "?sig=s, ''",
    "x:a?sig=s, x:a",
    "x:/?sig=s, x:/",
  })
  void shouldShowThePlaceAloneWhenAQueryFollows(String uri, String shown) {
    assertThat(ShownUri.of(URI.create(uri))).hasToString(shown);
  }
}
