package io.hubstream.config;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with the settings.
 *
 * @param key the setting
 * @param value what it says, where it says something; never a secret
 * @param rule what it must be instead
 */
public record ConfigProblem(String key, Optional<String> value, String rule) {
  private static final Pattern ADDRESS_QUERY = Pattern.compile("(://[^\\s,?]*)\\?[^\\s,]*");
  private static final Pattern ADDRESS_USER = Pattern.compile("(://)[^\\s,/@]*:[^\\s,/@]*@");
  private static final Pattern SECRET =
      Pattern.compile(
          "SharedAccessKey=|SharedAccessSignature|AccountKey=|[?&]sig=", Pattern.CASE_INSENSITIVE);

  static ConfigProblem of(String key, @Nullable Object value, String rule) {
    return new ConfigProblem(
        key, Optional.ofNullable(value).map(Object::toString).map(ConfigProblem::shown), rule);
  }

  /** An address that was pasted with its signature or password is shown without. */
  private static String shown(String value) {
    String address =
        ADDRESS_QUERY
            .matcher(ADDRESS_USER.matcher(value).replaceAll("$1...@"))
            .replaceAll("$1?...");
    // Somebody may have put a connection string where its address belongs.
    return SECRET.matcher(address).find() ? "(not shown, it may hold a secret)" : address;
  }

  /** Two lines for people: the setting as it stands, and the rule. */
  public String describe() {
    String setting = value.map(v -> key + " = " + v).orElse(key);
    return "%s%n    %s".formatted(setting, rule);
  }
}
