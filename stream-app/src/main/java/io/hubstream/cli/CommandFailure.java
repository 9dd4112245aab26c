package io.hubstream.cli;

import org.jspecify.annotations.Nullable;

/** A command could not do what it was asked for. The message says why and what to do next. */
public final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Exit code of what failed. */
  public static final int FAILED = 1;

  /** Exit code of wrong usage or configuration. */
  public static final int USAGE = 2;

  private final int exitCode;

  private CommandFailure(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** It failed: exit code 1. */
  public static CommandFailure failed(String message, @Nullable Throwable cause) {
    return new CommandFailure(FAILED, message, cause);
  }

  /** Wrong usage or configuration: exit code 2. */
  public static CommandFailure usage(String message) {
    return new CommandFailure(USAGE, message, null);
  }

  int exitCode() {
    return exitCode;
  }
}
