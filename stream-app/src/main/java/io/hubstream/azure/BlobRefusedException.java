package io.hubstream.azure;

/** An address or its credentials cannot be used: retrying is no use. Never names a secret. */
public final class BlobRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  BlobRefusedException(String reason) {
    super(reason);
  }

  /** The reason, for people; never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
