package io.hubstream.service;

/** The service could not start, or had to stop. The message says why and what to do. */
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ServiceException(String message) {
    super(message);
  }

  ServiceException(String message, Throwable cause) {
    super(message, cause);
  }
}
