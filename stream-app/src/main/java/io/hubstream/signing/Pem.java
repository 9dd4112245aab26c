package io.hubstream.signing;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Blocks of RFC 7468; line breaks within them may be any white space. */
final class Pem {
  static final String PRIVATE = "PRIVATE KEY";
  static final String PUBLIC = "PUBLIC KEY";

  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \\1-----");
  private static final int LINE = 64;

  private Pem() {}

  /**
   * The bytes of every block.
   *
   * @param label the label that all of them must have
   * @throws KeyFormatException there is none, one has another label, or one is no Base64
   */
  static List<byte[]> read(String text, String label) throws KeyFormatException {
    List<byte[]> blocks = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      if (!block.group(1).equals(label)) {
        throw new KeyFormatException(
            "it holds a %s, but a %s is wanted".formatted(block.group(1), label));
      }
      blocks.add(decoded(block.group(2)));
    }
    if (blocks.isEmpty()) {
      throw new KeyFormatException(
          "it holds no PEM block from -----BEGIN %s----- to -----END %s-----"
              .formatted(label, label));
    }
    return blocks;
  }

  private static byte[] decoded(String base64) throws KeyFormatException {
    try {
      return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      // The cause would quote a character of the key.
      throw new KeyFormatException("it holds a block that is no Base64 between BEGIN and END");
    }
  }

  static String write(String label, byte[] bytes) {
    String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, body, label);
  }
}
