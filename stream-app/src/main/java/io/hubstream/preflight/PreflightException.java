package io.hubstream.preflight;

/** The brokers cannot be used as the settings want. The message says why and what to do. */
public final class PreflightException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient BrokerFailure failure;

  PreflightException(BrokerFailure failure) {
    super(failure.line());
    this.failure = failure;
  }

  /** What it was. */
  public BrokerFailure failure() {
    return failure;
  }
}
