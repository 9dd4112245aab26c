package io.hubstream.config;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.jspecify.annotations.Nullable;

/** What a setting may be, in words. */
final class SettingRule {
  private static final Pattern RANGE = Pattern.compile("\\[(.*),\\.\\.\\.(?:,(.*))?\\]");
  private static final Pattern ONE_OF = Pattern.compile("\\[(.*)\\]");

  private SettingRule() {}

  /** The rule, or empty where only the type limits it and that is a text. */
  static Optional<String> of(ConfigDef.ConfigKey key) {
    if (key.type == Type.BOOLEAN) {
      return Optional.of("true or false");
    }
    if (key.validator == null) {
      return isNumber(key.type) ? Optional.of("a whole number") : Optional.empty();
    }
    String rule = key.validator.toString();
    Matcher range = RANGE.matcher(rule);
    if (range.matches()) {
      return Optional.of("a whole number, " + between(range.group(1), range.group(2)));
    }
    Matcher oneOf = ONE_OF.matcher(rule);
    return Optional.of(oneOf.matches() ? oneOf.group(1).replace(", ", " or ") : rule);
  }

  private static String between(String min, @Nullable String max) {
    return max == null || max.equals(Long.toString(Long.MAX_VALUE))
        ? "at least " + min
        : "%s to %s".formatted(min, max);
  }

  private static boolean isNumber(Type type) {
    return type == Type.INT || type == Type.LONG || type == Type.SHORT;
  }

  /** The type's name for the reference. */
  static String typeName(Type type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
