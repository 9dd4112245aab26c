package io.hubstream.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A private Ed25519 key with its public one. Immutable; its text form is the public key's id. */
public final class SigningKey {
  private final PrivateKey key;
  private final VerificationKey verification;

  private SigningKey(PrivateKey key, VerificationKey verification) {
    this.key = key;
    this.verification = verification;
  }

  /** A new pair. */
  public static SigningKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(VerificationKey.ALGORITHM).generateKeyPair();
      return new SigningKey(pair.getPrivate(), VerificationKey.of(pair.getPublic()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no Ed25519", e);
    }
  }

  /**
   * Reads one key in PKCS#8 PEM.
   *
   * @throws KeyFormatException it is not exactly one
   */
  public static SigningKey read(String pem) throws KeyFormatException {
    List<byte[]> blocks = Pem.read(pem, Pem.PRIVATE);
    if (blocks.size() != 1) {
      throw new KeyFormatException("it holds %d keys, but one is wanted".formatted(blocks.size()));
    }
    try {
      PrivateKey key =
          KeyFactory.getInstance(VerificationKey.ALGORITHM)
              .generatePrivate(new PKCS8EncodedKeySpec(blocks.get(0)));
      return checked(new SigningKey(key, publicOf(key)));
    } catch (InvalidKeySpecException e) {
      throw new KeyFormatException("it holds no Ed25519 private key in PKCS#8 form");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no Ed25519", e);
    } finally {
      blocks.forEach(block -> Arrays.fill(block, (byte) 0));
    }
  }

  private static SigningKey checked(SigningKey pair) {
    byte[] probe = {1, 2, 3};
    if (!pair.verification.verifies(probe, pair.sign(probe))) {
      throw new IllegalStateException("this Java platform makes Ed25519 pairs in a way of its own");
    }
    return pair;
  }

  /**
   * PKCS#8 holds the seed alone. A generator that draws the seed from this "random" source makes
   * the same pair again, and with it the public key.
   */
  private static VerificationKey publicOf(PrivateKey key) throws GeneralSecurityException {
    byte[] seed =
        ((EdECPrivateKey) key)
            .getBytes()
            .orElseThrow(() -> new InvalidKeySpecException("the key does not show its seed"));
    KeyPairGenerator generator = KeyPairGenerator.getInstance(VerificationKey.ALGORITHM);
    generator.initialize(NamedParameterSpec.ED25519, new Fixed(seed));
    return VerificationKey.of(generator.generateKeyPair().getPublic());
  }

  /** Gives these bytes and no others. */
  private static final class Fixed extends SecureRandom {
    private static final long serialVersionUID = 1L;

    private final transient byte[] bytes;

    Fixed(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public void nextBytes(byte[] target) {
      if (target.length != bytes.length) {
        throw new IllegalStateException("an Ed25519 seed has %d bytes".formatted(bytes.length));
      }
      System.arraycopy(bytes, 0, target, 0, bytes.length);
    }
  }

  /** The key that verifies what this one signs. */
  public VerificationKey verification() {
    return verification;
  }

  /** An Ed25519 signature (RFC 8032), Base64. */
  public String sign(byte[] bytes) {
    try {
      Signature signer = Signature.getInstance(VerificationKey.ALGORITHM);
      signer.initSign(key);
      signer.update(bytes);
      return Base64.getEncoder().encodeToString(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("an Ed25519 key signs", e);
    }
  }

  /** PKCS#8 in PEM: the secret itself, for the key file and nothing else. */
  public String secretPem() {
    return Pem.write(Pem.PRIVATE, key.getEncoded());
  }

  @Override
  public String toString() {
    return verification.id();
  }
}
