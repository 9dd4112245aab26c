package io.hubstream.payload;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Refuses addresses that could name another place than they seem to, to somebody between us and the
 * object who reads them in another way: one that decodes twice, takes a backslash for a slash or a
 * full-width dot for a dot. Pure.
 */
final class PlainUri {
  private static final int MOST_ENCODINGS = 4;

  private PlainUri() {}

  /** Why an address is not plain; empty when it is. */
  static Optional<String> fault(URI uri) {
    if (uri.isOpaque() || uri.getRawPath() == null || uri.getRawPath().isEmpty()) {
      return Optional.of("the URI names no object");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      return Optional.of(
          "the URI may have no query or fragment: whoever reads the stream would see a signature in it");
    }
    return pathFault(uri.getRawPath());
  }

  private static Optional<String> pathFault(String raw) {
    String text = raw;
    for (int i = 0; i < MOST_ENCODINGS; i++) {
      Optional<String> fault = segmentFault(text);
      if (fault.isPresent()) {
        return fault;
      }
      Optional<String> decoded = decoded(text);
      if (decoded.isEmpty()) {
        return Optional.of("the path is not encoded as UTF-8");
      }
      if (decoded.get().equals(text)) {
        return Optional.empty();
      }
      if (count(decoded.get(), '/') != count(text, '/')) {
        return Optional.of("the path may hold no encoded slash");
      }
      text = decoded.get();
    }
    return Optional.of("the path is encoded again and again");
  }

  private static long count(String text, char wanted) {
    return text.chars().filter(c -> c == wanted).count();
  }

  private static Optional<String> segmentFault(String path) {
    String seen = Normalizer.normalize(path, Normalizer.Form.NFKC);
    if (seen.indexOf('\\') >= 0 || seen.chars().anyMatch(Character::isISOControl)) {
      return Optional.of("the path may hold no backslash or control character");
    }
    for (String segment : seen.split("/", -1)) {
      String name = segment.replaceFirst(";.*", "").strip();
      if (name.equals(".") || name.equals("..")) {
        return Optional.of("the path may not hold . or .., however they are written");
      }
    }
    return Optional.empty();
  }

  /** With its %XX replaced; empty when they are no UTF-8. */
  private static Optional<String> decoded(String text) {
    byte[] from = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer to = ByteBuffer.allocate(from.length);
    for (int i = 0; i < from.length; i++) {
      if (from[i] == '%'
          && i + 2 < from.length
          && HexFormat.isHexDigit(from[i + 1])
          && HexFormat.isHexDigit(from[i + 2])) {
        to.put(
            (byte)
                (HexFormat.fromHexDigit(from[i + 1]) * 16 + HexFormat.fromHexDigit(from[i + 2])));
        i += 2;
      } else {
        to.put(from[i]);
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(to.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
