package io.hubstream.registry;

/** A change that must not be published; nothing was. The message tells the person who asked why. */
public final class RegistryRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public RegistryRefusedException(String message) {
    super(message);
  }
}
