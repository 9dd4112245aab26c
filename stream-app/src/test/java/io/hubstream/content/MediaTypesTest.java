package io.hubstream.content;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaTypesTest {

  @ParameterizedTest
  @CsvSource({
    "IMAGE/JPG, image/jpeg",
    "image/x-ms-bmp, image/bmp",
    "' Text/HTML ; charset=utf-8', text/html",
    "text/xml, application/xml",
    "text/rtf, application/rtf",
    "image/webp, image/webp"
  })
  void shouldGiveOneSpellingWhenATypeHasSeveral(String given, String expected) {
    assertThat(MediaTypes.normalise(given)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"image/jpeg", "image/jpg", "image/png", "image/gif", "image/bmp"})
  void shouldBeAnImageWhenTheDecoderKnowsIt(String type) {
    assertThat(MediaTypes.kindOf(type)).contains(MediaKind.IMAGE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "text/x-java-source",
        "text/html",
        "application/json",
        "application/atom+xml",
        "application/pdf",
        "application/msword",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/epub+zip",
        "application/rtf; x=y"
      })
  void shouldBeADocumentWhenTextIsToBeHad(String type) {
    assertThat(MediaTypes.kindOf(type)).contains(MediaKind.DOCUMENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"image/webp", "image/svg+xml", "video/mp4", "application/zip", "", "nonsense"})
  void shouldBeOfNoKindWhenNothingDecodesIt(String type) {
    assertThat(MediaTypes.kindOf(type)).isEmpty();
  }

  @Test
  void shouldParseMarkupAndDecodeTheRestWhenTextIsWanted() {
    assertThat(MediaTypes.isParsedDocument("text/html")).isTrue();
    assertThat(MediaTypes.isPlainText("text/html")).isFalse();
    assertThat(MediaTypes.isPlainText("application/xhtml+xml")).isFalse();
    assertThat(MediaTypes.isPlainText("application/xml")).isTrue();
  }
}
