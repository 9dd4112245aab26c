package io.hubstream.decoding;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Stage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.parser.txt.Icu4jEncodingDetector;
import org.apache.tika.parser.txt.UniversalEncodingDetector;

/**
 * Bytes that are a text: which charset, and the text. In this order: a byte order mark, valid
 * UTF-8, an XML declaration, a guess by Tika's detectors. Stateless.
 */
final class PlainText {

  @SuppressWarnings("ArrayRecordComponent")
  private record Mark(Charset charset, byte... bytes) {}

  private static final List<Mark> MARKS =
      List.of(
          new Mark(StandardCharsets.UTF_8, (byte) 0xef, (byte) 0xbb, (byte) 0xbf),
          new Mark(Charset.forName("UTF-32LE"), (byte) 0xff, (byte) 0xfe, (byte) 0, (byte) 0),
          new Mark(Charset.forName("UTF-32BE"), (byte) 0, (byte) 0, (byte) 0xfe, (byte) 0xff),
          new Mark(StandardCharsets.UTF_16LE, (byte) 0xff, (byte) 0xfe),
          new Mark(StandardCharsets.UTF_16BE, (byte) 0xfe, (byte) 0xff));

  private static final Pattern XML_ENCODING =
      Pattern.compile("\\A<\\?xml[^>]{0,200}encoding\\s*=\\s*[\"']([A-Za-z0-9._-]{1,40})[\"']");

  private static final char REPLACEMENT = '\ufffd';

  /** One control character of so many is a damaged text; more are no text. */
  private static final int CHARACTERS_FOR_A_CONTROL = 50;

  private PlainText() {}

  /**
   * @throws BadRecordException UNDECODABLE when the bytes are no text
   */
  static String decode(ByteBuffer buffer) throws BadRecordException {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    String text =
        markedText(bytes)
            .or(() -> utf8(bytes))
            .or(() -> unmarkedUtf16(bytes))
            .orElseGet(() -> guessed(bytes));
    int controls = 0;
    for (int i = 0; i < text.length(); i++) {
      controls += isControl(text.charAt(i)) ? 1 : 0;
    }
    if (text.indexOf(0) >= 0 || controls > text.length() / CHARACTERS_FOR_A_CONTROL) {
      throw new BadRecordException(
          FailureKind.UNDECODABLE, Stage.DECODE, "the bytes are no text: control characters");
    }
    return text;
  }

  private static Optional<String> markedText(byte[] bytes) {
    for (Mark mark : MARKS) {
      int length = mark.bytes().length;
      if (bytes.length >= length && Arrays.equals(bytes, 0, length, mark.bytes(), 0, length)) {
        return Optional.of(new String(bytes, length, bytes.length - length, mark.charset()));
      }
    }
    return Optional.empty();
  }

  /** Valid UTF-8 without NUL: UTF-16 of English would be valid UTF-8 too, with NULs. */
  private static Optional<String> utf8(byte[] bytes) {
    try {
      // The lenient decoder is the fast one, and marks what the strict one would refuse.
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (text.indexOf(REPLACEMENT) >= 0) {
        text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      }
      return text.indexOf(0) < 0 ? Optional.of(text) : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /**
   * Western text in UTF-16 has NUL in most of its even, or odd, bytes, and in none of the others.
   */
  private static Optional<String> unmarkedUtf16(byte[] bytes) {
    int[] nuls = new int[2];
    int looked = Math.min(bytes.length, 8192);
    for (int i = 0; i < looked; i++) {
      nuls[i % 2] += bytes[i] == 0 ? 1 : 0;
    }
    int most = looked / 4;
    if (nuls[0] > most && nuls[1] == 0) {
      return Optional.of(new String(bytes, StandardCharsets.UTF_16BE));
    }
    return nuls[1] > most && nuls[0] == 0
        ? Optional.of(new String(bytes, StandardCharsets.UTF_16LE))
        : Optional.empty();
  }

  private static String guessed(byte[] bytes) {
    String head = new String(bytes, 0, Math.min(bytes.length, 300), StandardCharsets.ISO_8859_1);
    Matcher declared = XML_ENCODING.matcher(head);
    if (declared.find()) {
      try {
        return new String(bytes, Charset.forName(declared.group(1)));
      } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
        return new String(bytes, detect(bytes));
      }
    }
    return new String(bytes, detect(bytes));
  }

  private static Charset detect(byte[] bytes) {
    try {
      for (EncodingDetector detector :
          List.of(new UniversalEncodingDetector(), new Icu4jEncodingDetector())) {
        Charset found = detector.detect(new ByteArrayInputStream(bytes), new Metadata());
        if (found != null) {
          return found;
        }
      }
      return Charset.forName("windows-1252");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a copy held in memory", e);
    }
  }

  private static boolean isControl(char c) {
    return (c < ' ' || (c >= '\u007f' && c <= '\u009f'))
        && !Character.isWhitespace(c)
        && c != '\u0085'
        && c != '\u001b'
        && c != '\b';
  }
}
