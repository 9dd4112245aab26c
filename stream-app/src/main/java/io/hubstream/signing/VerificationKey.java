package io.hubstream.signing;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/**
 * A public Ed25519 key.
 *
 * @param id {@code ed25519:} and the first 16 hexadecimal digits of the SHA-256 of its X.509 form
 */
public record VerificationKey(String id, PublicKey key) {
  static final String ALGORITHM = "Ed25519";
  private static final int ID_BYTES = 8;

  /**
   * Reads one or more keys in X.509 PEM.
   *
   * @throws KeyFormatException it is none
   */
  public static List<VerificationKey> read(String pem) throws KeyFormatException {
    List<VerificationKey> keys = new ArrayList<>();
    for (byte[] x509 : Pem.read(pem, Pem.PUBLIC)) {
      keys.add(of(parsed(x509)));
    }
    return keys;
  }

  private static PublicKey parsed(byte[] x509) throws KeyFormatException {
    try {
      return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(x509));
    } catch (InvalidKeySpecException e) {
      throw new KeyFormatException("it holds no Ed25519 public key in X.509 form");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no Ed25519", e);
    }
  }

  static VerificationKey of(PublicKey key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
      return new VerificationKey("ed25519:" + HexFormat.of().formatHex(digest, 0, ID_BYTES), key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Whether this key signed these bytes; a signature that is no Base64 of 64 bytes does not. */
  public boolean verifies(byte[] bytes, String signature) {
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(bytes);
      return verifier.verify(Base64.getDecoder().decode(signature));
    } catch (SignatureException | IllegalArgumentException e) {
      return false;
    } catch (InvalidKeyException e) {
      throw new IllegalStateException("an Ed25519 key is one", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no Ed25519", e);
    }
  }

  /** X.509 in PEM. */
  public String pem() {
    return Pem.write(Pem.PUBLIC, key.getEncoded());
  }
}
