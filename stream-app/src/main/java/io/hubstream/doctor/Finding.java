package io.hubstream.doctor;

/**
 * What stands in the way, and what to do about it.
 *
 * @param area what it is about, for instance {@code gpu}
 * @param level how bad it is
 * @param message in plain words
 * @param advice what to do; empty where there is nothing to do
 */
public record Finding(String area, Level level, String message, String advice) {

  /** How bad a finding is. */
  public enum Level {
    /** Hubstream runs, perhaps with less than it could have. */
    NOTE,
    /** Hubstream does not run, or not as its settings want. */
    PROBLEM
  }

  static Finding note(String area, String message, String advice) {
    return new Finding(area, Level.NOTE, message, advice);
  }

  static Finding problem(String area, String message, String advice) {
    return new Finding(area, Level.PROBLEM, message, advice);
  }
}
