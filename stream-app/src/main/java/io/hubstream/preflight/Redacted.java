package io.hubstream.preflight;

import java.util.regex.Pattern;

/** Texts of others, without what may be a secret in them. */
final class Redacted {
  private static final Pattern SECRETS =
      Pattern.compile(
          "(?i)(sharedaccess(?:key|signature)|accountkey|password|client_secret|client_assertion|access_token|sig)"
              + "(\\s*[=:]\\s*\"?)[^\\s;,&\"]+");
  private static final Pattern TOKENS =
      Pattern.compile("\\bey[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]*)?");

  private Redacted() {}

  static String of(String text) {
    return TOKENS.matcher(SECRETS.matcher(text).replaceAll("$1$2[hidden]")).replaceAll("[token]");
  }
}
