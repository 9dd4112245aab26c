package io.hubstream.service;

/** The service could not start, or had to stop. The message says why and what to do. */
public final class ServiceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final boolean ofSettings;

  public ServiceException(String message) {
    super(message);
    this.ofSettings = false;
  }

  public ServiceException(String message, Throwable cause) {
    super(message, cause);
    this.ofSettings = false;
  }

  private ServiceException(String message, boolean ofSettings) {
    super(message);
    this.ofSettings = ofSettings;
  }

  /** The settings and what is there do not fit: somebody must change one of them first. */
  static ServiceException ofSettings(String message) {
    return new ServiceException(message, true);
  }

  /** Whether it will fail again until somebody changes the settings or what they name. */
  public boolean isOfSettings() {
    return ofSettings;
  }
}
