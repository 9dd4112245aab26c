package io.hubstream.cli;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them. */
final class Lifetime {
  private static final Pattern SHORT = Pattern.compile("(\\d{1,6})([mhdw])");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1),
          "w", Duration.ofDays(7));

  private Lifetime() {}

  /**
   * {@code 30m}, {@code 12h}, {@code 90d}, {@code 26w}, or ISO 8601 such as {@code P90D}.
   *
   * @throws CommandFailure it is none of these, or not positive
   */
  static Duration parse(String option, String text) {
    Matcher brief = SHORT.matcher(text.toLowerCase(Locale.ROOT));
    try {
      Duration duration =
          brief.matches()
              ? UNITS
                  .getOrDefault(brief.group(2), Duration.ZERO)
                  .multipliedBy(Long.parseLong(brief.group(1)))
              : Duration.parse(text);
      if (!duration.isNegative() && !duration.isZero()) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      // Falls through to the one message.
    }
    throw CommandFailure.usage(
        "%s must be a duration such as 12h, 90d or P90D, not '%s'".formatted(option, text));
  }
}
