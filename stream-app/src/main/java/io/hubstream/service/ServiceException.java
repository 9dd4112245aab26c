package io.hubstream.service;

/** The service could not start, or had to stop. The message says why and what to do. */
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ServiceException(String message) {
    super(message);
  }

  public ServiceException(String message, Throwable cause) {
    super(message, cause);
  }
}
