package io.hubstream.schemas;

import org.apache.kafka.common.errors.RetriableException;

/**
 * A schema registry gives no answer, or lets nobody in: an outage. No record is to blame, and the
 * same one can be read or written when the registry answers again.
 *
 * <p>It has no cause and shows no credentials: what an HTTP client throws may hold them.
 */
public final class SchemaRegistryUnavailableException extends RetriableException {
  private static final long serialVersionUID = 1L;

  private final String registry;
  private final boolean passing;

  /**
   * @param registry name of the registry
   * @param passing whether asking again soon may help
   */
  public SchemaRegistryUnavailableException(String registry, String message, boolean passing) {
    super(message);
    this.registry = registry;
    this.passing = passing;
  }

  /** Name of the registry. */
  public String registry() {
    return registry;
  }

  /** Whether asking again soon may help. */
  boolean passing() {
    return passing;
  }
}
