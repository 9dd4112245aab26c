package io.hubstream.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainTextTest {

  private static final String TEXT =
      "Die Größe des Übels, meinte Frau Müller, läßt sich schwer ermessen. Schöne Grüße aus Köln! ";

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
  void shouldDropTheByteOrderMarkWhenThereIsOne(String charset) throws Exception {
    assertThat(decode("\ufeff" + TEXT, charset)).isEqualTo(TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "windows-1252", "ISO-8859-1", "UTF-16LE", "UTF-16BE"})
  void shouldFindTheCharsetWhenThereIsNoMark(String charset) throws Exception {
    assertThat(decode(TEXT.repeat(5), charset)).isEqualTo(TEXT.repeat(5));
  }

  @Test
  void shouldObeyTheXmlDeclarationWhenTheBytesAreNotUtf8() throws Exception {
    String xml = "<?xml version='1.0' encoding='windows-1251'?><a>Привет</a>";

    assertThat(decode(xml, "windows-1251")).isEqualTo(xml);
  }

  @Test
  void shouldBeUndecodableWhenTheBytesAreBinary() {
    byte[] bytes = new byte[4000];
    new Random(1).nextBytes(bytes);

    BadRecordException failure =
        catchThrowableOfType(
            BadRecordException.class, () -> PlainText.decode(ByteBuffer.wrap(bytes)));

    assertThat(failure.kind()).isEqualTo(FailureKind.UNDECODABLE);
  }

  private static String decode(String text, String charset) throws BadRecordException {
    return PlainText.decode(ByteBuffer.wrap(text.getBytes(Charset.forName(charset))));
  }
}
