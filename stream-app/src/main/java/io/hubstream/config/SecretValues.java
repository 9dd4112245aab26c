package io.hubstream.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;

/** Keeps secrets out of what is said about settings. */
final class SecretValues {
  static final String HIDDEN = "[hidden]";

  private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file):[^}]+\\}");
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)sharedaccess|accountkey|password\\s*=|secret\\s*=|-----begin|bearer |\\bey[a-z0-9_-]{20}");
  private static final Pattern SECRET_KEY =
      Pattern.compile("(?i).*(password|secret|token|connection.?string|jaas|credential).*");

  private SecretValues() {}

  /** The value as a message may show it. */
  static String shown(String key, String value) {
    return SECRET_KEY.matcher(key).matches() || SECRET.matcher(value).find() ? HIDDEN : value;
  }

  /**
   * Secrets of ours that were written into the settings themselves.
   *
   * @param settings not yet expanded
   */
  static List<ConfigProblem> literals(Map<String, String> settings) {
    return HubstreamConfig.CONCERNS.stream()
        .flatMap(concern -> concern.definition().configKeys().values().stream())
        .filter(key -> key.type == ConfigDef.Type.PASSWORD)
        .map(key -> key.name)
        .filter(key -> settings.containsKey(key) && !isReference(settings.getOrDefault(key, "")))
        .map(
            key ->
                ConfigProblem.of(
                    key,
                    HIDDEN,
                    "must be ${env:NAME} or ${file:PATH}: a secret in a settings file or on a command line is read by others"))
        .toList();
  }

  private static boolean isReference(String value) {
    return REFERENCE.matcher(value).matches();
  }
}
