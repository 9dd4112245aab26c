package io.hubstream.preflight;

/**
 * Why the brokers cannot be used.
 *
 * @param kind what it is
 * @param message one line: what happened, where
 * @param advice what to do about it
 */
public record BrokerFailure(Kind kind, String message, String advice) {

  /** What kept us from the brokers. */
  public enum Kind {
    /** The name of the host leads nowhere. */
    UNKNOWN_HOST,
    /** Nothing listens there now. */
    NOTHING_LISTENS,
    /** A connection is not answered: something drops it. */
    NOT_REACHED,
    /** A connection is taken, and nothing is said on it. */
    SILENT,
    /** A connection is taken and ended. */
    CLOSED,
    /** No TLS connection came about. */
    TLS,
    /** The broker does not let us in. */
    NOT_LET_IN,
    /** No token could be had to show to the broker. */
    NO_TOKEN,
    /** A setting of the client is wrong, a file that is not there for instance. */
    CLIENT_SETTINGS,
    /** What is asked for the guarantee is refused. */
    NO_TRANSACTIONS,
    /** We are let in, and may not do this. */
    NOT_PERMITTED,
    /** A limit of the brokers is reached. */
    QUOTA;

    /** Whether it may be over in a while without anybody changing a setting. */
    public boolean passing() {
      return this == NOTHING_LISTENS || this == NOT_REACHED || this == SILENT || this == CLOSED;
    }
  }

  /** All of it in one line. */
  public String line() {
    return advice.isEmpty() ? message : message + ": " + advice;
  }
}
