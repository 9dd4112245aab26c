package io.hubstream.archive;

/** An archive cannot be used as it is, and trying again is no use. Never names a secret. */
public final class ArchiveRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  ArchiveRefusedException(String reason) {
    super(reason);
  }

  /** The reason, for people; never null. */
  public String reason() {
    return String.valueOf(getMessage());
  }
}
