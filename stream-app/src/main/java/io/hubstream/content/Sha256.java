package io.hubstream.content;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4) as text. */
public final class Sha256 {

  /** Looking one up costs as much as hashing a small record; each digest resets it. */
  private static final ThreadLocal<MessageDigest> DIGESTS = ThreadLocal.withInitial(Sha256::create);

  private Sha256() {}

  private static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * The digest of the bytes from position to limit, as 64 lower-case hexadecimal digits. The
   * buffer's position stays where it is.
   */
  public static String hex(ByteBuffer bytes) {
    MessageDigest digest = DIGESTS.get();
    digest.update(bytes.duplicate());
    return HexFormat.of().formatHex(digest.digest());
  }
}
