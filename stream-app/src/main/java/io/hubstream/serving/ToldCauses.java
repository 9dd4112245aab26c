package io.hubstream.serving;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Causes of failed attempts that were told of already. Two that differ in figures alone, such as
 * free memory or a port, are one.
 *
 * <p>Owner thread: the lifecycle thread. Nothing to close.
 */
final class ToldCauses {
  /** So many are told of what the attempts are about: a cause may have a new name every time. */
  static final int MOST = 16;

  private static final Pattern FIGURES = Pattern.compile("\\d+");

  private final Object subject;
  private final Set<String> told = new HashSet<>();

  /**
   * @param subject what the attempts are about
   */
  ToldCauses(Object subject) {
    this.subject = subject;
  }

  /** These, if they are about that; else none yet. */
  ToldCauses about(Object other) {
    return subject.equals(other) ? this : new ToldCauses(other);
  }

  /** Whether it is still to be told, which it is not from now on. */
  boolean isNew(Phase in, String reason) {
    return told.size() < MOST && told.add(in + FIGURES.matcher(reason).replaceAll("#"));
  }
}
