package io.hubstream.preflight;

/**
 * Something that the service must be permitted.
 *
 * @param on what, as in {@code topic hubstream.content}
 * @param operation as Kafka calls it
 * @param state what is known
 * @param detail what the brokers said, where they refused; else how it is known
 */
public record Right(String on, String operation, State state, String detail) {

  /** Whether it is permitted. */
  public enum State {
    YES,
    NO,
    /** The brokers do not tell. */
    UNKNOWN
  }
}
