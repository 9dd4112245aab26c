package io.hubstream.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a command line as documentation writes it. */
final class ShellWords {
  private static final Pattern WORD =
      Pattern.compile("\\s*(#.*|[|;&<>]+|(?:\"[^\"]*\"|'[^']*'|[^\\s\"'|;&<>])+)");

  /** An explanation stands behind the command, at a distance. */
  private static final Pattern EXPLANATION = Pattern.compile("(?<=\\S) {3,}.*");

  private ShellWords() {}

  /**
   * The arguments of {@code hubstream} in the line, where it is run there: as its first command, or
   * in a container, by {@code kubectl exec POD --} and {@code docker compose exec SERVICE}.
   */
  static Optional<List<String>> arguments(String line) {
    List<String> words = words(line);
    int at = 0;
    while (at < words.size() && words.get(at).matches("\\$|[A-Z_]+=.*")) {
      at++;
    }
    int behind = words.contains("--") ? words.indexOf("--") + 1 : at;
    int inside = words.contains("exec") ? words.indexOf("exec") + 2 : at;
    for (int begin : new int[] {at, behind, inside}) {
      if (begin < words.size() && words.get(begin).matches("(.*/)?hubstream")) {
        return Optional.of(List.copyOf(words.subList(begin + 1, words.size())));
      }
    }
    return Optional.empty();
  }

  private static List<String> words(String line) {
    // What stands in brackets may be left out, and must be right where it is not.
    String command = EXPLANATION.matcher(line.strip()).replaceFirst("").replaceAll("[\\[\\]]", "");
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(command);
    while (matcher.find()) {
      String word = matcher.group(1);
      if (word.matches("[#|;&<>].*")) {
        break;
      }
      words.add(word.replaceAll("[\"']", ""));
    }
    return words;
  }
}
