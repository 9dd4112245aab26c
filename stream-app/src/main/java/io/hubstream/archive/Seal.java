package io.hubstream.archive;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A digest of a file within its own header: the SHA-256 of the file with 64 zeros in the seal's
 * place. It shows damage to the last file of a chain, whose digest no other file names yet.
 */
final class Seal {
  static final String KEY = "hubstream.seal";
  static final String OPEN = "0".repeat(64);
  private static final String SHA_256 = "sha256:";

  // The key, then the value's length as Avro writes the long 64.
  private static final byte[] BEFORE = (KEY + "\u0000\u0001").getBytes(US_ASCII);

  static {
    BEFORE[BEFORE.length - 2] = (byte) 0x80;
  }

  private Seal() {}

  /** Puts the seal of a file into it, in place of the zeros. */
  static void close(byte[] file) {
    int at = find(file);
    if (at < 0 || !new String(file, at, OPEN.length(), US_ASCII).equals(OPEN)) {
      throw new IllegalStateException("a file that was just written has an open seal");
    }
    byte[] seal = hex(file).getBytes(US_ASCII);
    System.arraycopy(seal, 0, file, at, seal.length);
  }

  /** Whether the file is as it was when it was sealed. */
  static boolean holds(byte[] file) {
    int at = find(file);
    if (at < 0) {
      return false;
    }
    byte[] open = file.clone();
    Arrays.fill(open, at, at + OPEN.length(), (byte) '0');
    return new String(file, at, OPEN.length(), US_ASCII).equals(hex(open));
  }

  /** Where the seal stands; -1 where there is none. */
  private static int find(byte[] file) {
    int last = file.length - BEFORE.length - OPEN.length();
    for (int at = 0; at <= last; at++) {
      if (Arrays.equals(file, at, at + BEFORE.length, BEFORE, 0, BEFORE.length)) {
        return at + BEFORE.length;
      }
    }
    return -1;
  }

  /** The digest of a whole file, which the next one names. */
  static String digest(byte[] file) {
    return SHA_256 + hex(file);
  }

  private static String hex(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
