package io.hubstream.serving.tensorflow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which operations a model may use. A SavedModel is a program: an operation that is not on the list
 * is refused. See docs/adr/0014-operations.md. Immutable.
 */
final class OpPolicy {
  static final String ALLOW = "models.ops.allow";
  static final String DENY = "models.ops.deny";

  private final OpCatalogue catalogue;
  private final OpSettings settings;
  private final SortedSet<String> fromLibraries;
  private final String digest;

  private OpPolicy(OpCatalogue catalogue, OpSettings settings, SortedSet<String> fromLibraries) {
    this.catalogue = catalogue;
    this.settings = settings;
    this.fromLibraries = fromLibraries;
    this.digest = computeDigest();
  }

  /**
   * Loads the libraries of operations, if there are any, and with them TensorFlow; else it loads
   * nothing.
   *
   * @throws IllegalStateException a library cannot be loaded, or a name is not that of an operation
   */
  static OpPolicy of(OpSettings settings) {
    OpPolicy policy =
        new OpPolicy(OpCatalogue.read(), settings, OpLibraries.load(settings.libraries()));
    policy.requireKnown(ALLOW, settings.allow());
    policy.requireKnown(DENY, settings.deny());
    return policy;
  }

  private void requireKnown(String setting, SortedSet<String> ops) {
    List<String> strangers = ops.stream().filter(op -> !isKnown(op)).toList();
    if (!strangers.isEmpty()) {
      throw new IllegalStateException(
          ("%s names %s, which neither this TensorFlow nor a library of models.op.libraries knows:"
                  + " mend the spelling (case counts), or leave it out")
              .formatted(setting, strangers));
    }
  }

  /** Whether TensorFlow or a library has it, by its exact name. */
  boolean isKnown(String op) {
    return fromLibraries.contains(op) || catalogue.rules().containsKey(op);
  }

  /** The rule in force; empty when nobody knows the operation. */
  Optional<OpRule> rule(String op) {
    if (settings.deny().contains(op)) {
      return Optional.of(new OpRule(OpPlace.DENIED, DENY + " names it"));
    }
    if (settings.allow().contains(op)) {
      return Optional.of(new OpRule(OpPlace.ALLOWED, ALLOW + " names it"));
    }
    if (fromLibraries.contains(op)) {
      return Optional.of(new OpRule(OpPlace.ALLOWED, "a library of models.op.libraries brings it"));
    }
    return catalogue.rule(op);
  }

  /** {@code sha256:} and the digest of every rule in force. */
  String digest() {
    return digest;
  }

  private String computeDigest() {
    TreeMap<String, OpPlace> places = new TreeMap<>();
    catalogue.prefixes().forEach((prefix, rule) -> places.put(prefix + "*", rule.place()));
    SortedSet<String> names = new TreeSet<>(catalogue.rules().keySet());
    names.addAll(fromLibraries);
    names.addAll(settings.allow());
    names.addAll(settings.deny());
    names.forEach(op -> rule(op).ifPresent(rule -> places.put(op, rule.place())));
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      places.forEach(
          (op, place) -> sha256.update((place + " " + op + "\n").getBytes(StandardCharsets.UTF_8)));
      return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** How it differs from the list that comes with Hubstream; empty when it does not. */
  List<String> differences() {
    List<String> differences = new ArrayList<>();
    if (!settings.allow().isEmpty()) {
      differences.add("also allowed: " + String.join(", ", settings.allow()));
    }
    if (!settings.deny().isEmpty()) {
      differences.add("also denied: " + String.join(", ", settings.deny()));
    }
    if (!settings.libraries().isEmpty()) {
      differences.add(
          "allowed with %s: %s".formatted(settings.libraries(), String.join(", ", fromLibraries)));
    }
    return differences;
  }

  /** In one line: its digest, and how it differs from the default. */
  String describe() {
    return digest
        + (differences().isEmpty()
            ? " (the default)"
            : " (not the default; " + String.join("; ", differences()) + ")");
  }
}
