package io.hubstream.eventhubs;

/**
 * The event hub, or the container of the checkpoints, cannot be used as it is. The message says why
 * and what to do; there is no cause, for those of the SDK can hold what is secret.
 */
public final class HubException extends Exception {
  private static final long serialVersionUID = 1L;

  HubException(String message) {
    super(message);
  }
}
