package io.hubstream.archive;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Offsets of one partition.
 *
 * @param from the first
 * @param to behind the last
 */
public record OffsetRange(long from, long to) {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

  public OffsetRange {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException("no range of offsets: %d to %d".formatted(from, to));
    }
  }

  /** Reads the text form. */
  static OffsetRange parse(String text) {
    Matcher form = TEXT.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException("'%s' is no range of offsets".formatted(text));
    }
    return new OffsetRange(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)) + 1);
  }

  boolean holds(long offset) {
    return from <= offset && offset < to;
  }

  /** The first and the last, as in {@code 0-16}. */
  @Override
  public String toString() {
    return from + "-" + (to - 1);
  }
}
