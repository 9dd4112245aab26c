package io.hubstream.audit;

import io.hubstream.content.SourcePosition;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Positions as people write them: {@code topic-partition@offset}, {@code topic:partition:offset},
 * or like a result id, {@code topic-partition-offset}.
 */
public final class PositionText {
  private static final Pattern FORM =
      Pattern.compile(
          "(.+)-(\\d{1,9})@(\\d{1,18})|(.+):(\\d{1,9}):(\\d{1,18})|(.+)-(\\d{1,9})-(\\d{1,18})");

  private PositionText() {}

  /** Reads a position; empty where the text has none of the forms. */
  public static Optional<SourcePosition> parse(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    for (int group = 1; group < form.groupCount(); group += 3) {
      if (form.group(group) != null) {
        return Optional.of(
            new SourcePosition(
                form.group(group),
                Integer.parseInt(form.group(group + 1)),
                Long.parseLong(form.group(group + 2))));
      }
    }
    return Optional.empty();
  }
}
