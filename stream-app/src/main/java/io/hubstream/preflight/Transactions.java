package io.hubstream.preflight;

/**
 * Whether the brokers have transactions for this application.
 *
 * @param answer what they said
 * @param reason in words, the brokers' own where they gave one
 */
public record Transactions(Answer answer, String reason) {

  /** What a broker says to the question who coordinates the transactions of an application. */
  public enum Answer {
    /** It named who does. */
    YES,
    /** There are none. */
    NO,
    /** There are, and not for us. */
    DENIED,
    /** It did not say in time. */
    UNKNOWN
  }
}
