package io.hubstream.serving.tensorflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operations of TensorFlow, as {@code ops.txt} classifies them. Immutable.
 *
 * @param rules by name
 * @param prefixes rules for all names that begin so
 */
record OpCatalogue(Map<String, OpRule> rules, Map<String, OpRule> prefixes) {
  private static final String RESOURCE = "ops.txt";
  private static final Pattern HEADER = Pattern.compile("\\[([a-z]+)] (.+)");

  OpCatalogue {
    rules = Map.copyOf(rules);
    prefixes = Map.copyOf(prefixes);
  }

  /** The catalogue that comes with Hubstream. */
  static OpCatalogue read() {
    try (InputStream in = OpCatalogue.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing from this build");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * @throws IllegalStateException a line has no group, or a name stands twice
   */
  static OpCatalogue parse(List<String> lines) {
    Map<String, OpRule> rules = new HashMap<>();
    Map<String, OpRule> prefixes = new HashMap<>();
    List<OpRule> group = new ArrayList<>();
    for (String line : lines) {
      Matcher header = HEADER.matcher(line);
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (header.matches()) {
        group.clear();
        group.add(new OpRule(OpPlace.of(header.group(1)), header.group(2)));
        continue;
      }
      boolean prefix = line.endsWith("*");
      String name = prefix ? line.substring(0, line.length() - 1) : line;
      if (group.isEmpty() || (prefix ? prefixes : rules).put(name, group.get(0)) != null) {
        throw new IllegalStateException(
            RESOURCE + ": '" + line + "' stands twice, or before the first group");
      }
    }
    return new OpCatalogue(rules, prefixes);
  }

  /** The rule for an operation; empty when TensorFlow does not know it. */
  Optional<OpRule> rule(String op) {
    OpRule rule = rules.get(op);
    return rule != null
        ? Optional.of(rule)
        : prefixes.entrySet().stream()
            .filter(prefix -> op.startsWith(prefix.getKey()))
            .map(Map.Entry::getValue)
            .findFirst();
  }
}
