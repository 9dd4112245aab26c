package io.hubstream.environment;

import io.hubstream.config.HubstreamConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An exact environment: facts by name, such as {@code tensorflow.version} or {@code
 * setting.inference.device}. A fact that an environment does not have is absent.
 *
 * @param facts sorted by name
 */
public record EnvironmentLock(SortedMap<String, String> facts) {

  public EnvironmentLock {
    facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
  }

  /**
   * The environment of this process. Starts TensorFlow, and reads the class path: a second or more.
   *
   * @throws IOException a file of the class path can't be read
   * @throws UnsatisfiedLinkError TensorFlow's library does not fit this system
   */
  public static EnvironmentLock here(HubstreamConfig config) throws IOException {
    return new EnvironmentLock(EnvironmentFacts.here(config));
  }

  /**
   * {@code sha256:} and 64 hexadecimal digits over all facts: equal for equal environments alone.
   * Names an environment where there is no room for it whole, as in an approval.
   */
  public String environmentDigest() {
    MessageDigest digest = sha256();
    facts.forEach(
        (name, value) ->
            digest.update((name + '\0' + value + '\0').getBytes(StandardCharsets.UTF_8)));
    return "sha256:" + HexFormat.of().formatHex(digest.digest());
  }

  /** What differs, by name; empty where the environments are the same. */
  public List<Difference> differencesTo(EnvironmentLock other) {
    SortedSet<String> names = new TreeSet<>(facts.keySet());
    names.addAll(other.facts.keySet());
    List<Difference> differences = new ArrayList<>();
    for (String name : names) {
      Difference pair = new Difference(name, fact(name), other.fact(name));
      if (!pair.first().equals(pair.second())) {
        differences.add(pair);
      }
    }
    return differences;
  }

  private Optional<String> fact(String name) {
    return Optional.ofNullable(facts.get(name));
  }

  /**
   * One fact in two environments.
   *
   * @param first empty where the first environment does not have it
   * @param second empty where the second environment does not have it
   */
  public record Difference(String name, Optional<String> first, Optional<String> second) {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
