package io.hubstream.records;

/**
 * A schema registry is out of reach, or does not have or take the schema of what is to be written.
 * No record is to blame.
 */
public final class RegistryOutageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String registry;

  RegistryOutageException(String registry, RuntimeException cause) {
    super(cause.getMessage(), cause);
    this.registry = registry;
  }

  /** Which registry; never credentials. */
  public String registry() {
    return registry;
  }
}
