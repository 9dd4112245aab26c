package io.hubstream.config;

import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Validators that Kafka does not bring. The text form of each says the rule in the reference. */
final class Checks {
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");
  private static final Pattern ID = Pattern.compile("[a-zA-Z0-9._-]{1,100}");
  private static final Pattern SERVER = Pattern.compile("[^\\s,]+:\\d{1,5}");

  private static final Pattern ENDPOINT =
      Pattern.compile(
          "(https://[^\\s/?#@]+|http://(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d{1,5})?)(/[^\\s?#@]*)?");

  private static final Pattern BLOB_ROOT =
      Pattern.compile("abfss://[^\\s/?#@:]+@[^\\s/?#@:]+(/[^\\s?#@]*)?");

  private static final Pattern HOST =
      Pattern.compile("([a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:.]+])(:\\d{1,5})?");

  private Checks() {}

  static Validator topic() {
    return text(
        "1 to 249 letters, digits, '.', '_' or '-'",
        name -> TOPIC.matcher(name).matches() && !name.equals(".") && !name.equals(".."));
  }

  static Validator id() {
    return text("1 to 100 letters, digits, '.', '_' or '-'", id -> ID.matcher(id).matches());
  }

  static Validator idOrEmpty() {
    return text(
        "empty, or 1 to 100 letters, digits, '.', '_' or '-'",
        id -> id.isEmpty() || ID.matcher(id).matches());
  }

  static Validator path() {
    return text("a path", Checks::isPath);
  }

  static Validator pathOrEmpty() {
    return text("empty, or a path", path -> path.isEmpty() || isPath(path));
  }

  static Validator paths() {
    return each("a list of paths", Checks::isPath);
  }

  static Validator servers() {
    return new Check(
        "one or more host:port, separated by commas",
        value ->
            value instanceof List<?> list
                && !list.isEmpty()
                && list.stream().allMatch(s -> SERVER.matcher(s.toString()).matches()));
  }

  static Validator batchSizes() {
    return each("whole numbers of 1 or more", size -> size.matches("[1-9]\\d{0,5}"));
  }

  static Validator deviceNumbers() {
    return new Check(
        "whole numbers of 0 or more, each once",
        value ->
            value instanceof List<?> list
                && list.stream().allMatch(number -> number.toString().matches("\\d{1,3}"))
                && list.stream().distinct().count() == list.size());
  }

  static Validator share() {
    return new Check(
        "a number, 0 to 1", value -> value instanceof Double share && share >= 0 && share <= 1);
  }

  static Validator mediaTypes() {
    return each(
        "media types like image/png, where * stands for anything", type -> type.contains("/"));
  }

  static Validator endpoints() {
    return each(
        "addresses with https, or with http on this machine, without a query",
        address -> ENDPOINT.matcher(address).matches());
  }

  static Validator blobRoots() {
    return each(
        "addresses with https or abfss, or with http on this machine, without a query",
        root -> ENDPOINT.matcher(root).matches() || BLOB_ROOT.matcher(root).matches());
  }

  static Validator hosts() {
    return each("HOST or HOST:PORT", host -> HOST.matcher(host).matches());
  }

  static Validator endpointOrEmpty() {
    return text(
        "empty, or an address with https, or with http on this machine, without a query",
        address -> address.isEmpty() || ENDPOINT.matcher(address).matches());
  }

  // What an address may be, and that it holds no secret, is checked where it is used.
  static Validator addressOrEmpty() {
    return text(
        "empty, or an address",
        address ->
            address.isEmpty() || address.matches("[A-Za-z][A-Za-z0-9+.-]*://[^\\s\"<>\\\\^`{|}]+"));
  }

  static Validator hostOrEmpty() {
    return text("empty, or the name of a host", host -> host.matches("[A-Za-z0-9.-]*"));
  }

  static Validator modelGlobs() {
    return each(
        "names of models, where * stands for anything", name -> name.matches("[a-zA-Z0-9._*-]+"));
  }

  static Validator activationRules() {
    return each(
        "MODEL or MODEL:STAGE, where * stands for anything",
        rule -> rule.matches("[a-zA-Z0-9._*-]+(:[a-zA-Z0-9_*-]*)?"));
  }

  static Validator emptyOr(String... allowed) {
    List<String> known = List.of(allowed);
    return text(
        "empty, or " + String.join(" or ", known), text -> text.isEmpty() || known.contains(text));
  }

  static Validator pairs() {
    return each("key=value, separated by commas", pair -> pair.indexOf('=') > 0);
  }

  static Validator names() {
    return each("names of letters, digits, '_' or '-'", name -> name.matches("[a-zA-Z0-9_-]+"));
  }

  static Validator operations() {
    return each(
        "names of operations, such as ReadFile",
        name -> name.matches("[A-Za-z0-9_][A-Za-z0-9_>]*"));
  }

  static Validator any() {
    return each("names, separated by commas", name -> true);
  }

  // What the keys are is checked later: the text of a key must not stand in a message.
  static Validator publicKeys() {
    return each("PEM files, or PEM texts, separated by commas", place -> true);
  }

  static Validator artifactRoots() {
    return each("absolute paths, or URIs such as https://HOST/PATH", EnvironmentSettings::isRoot);
  }

  private static boolean isPath(String text) {
    try {
      return !text.isBlank() && Values.expandHome(text) != null;
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static Validator text(String rule, Predicate<String> holds) {
    return new Check(rule, value -> value instanceof String text && holds.test(text));
  }

  private static Validator each(String rule, Predicate<String> holds) {
    return new Check(
        rule,
        value ->
            value instanceof List<?> list && list.stream().map(Object::toString).allMatch(holds));
  }

  private record Check(String rule, Predicate<@Nullable Object> holds) implements Validator {
    @Override
    public void ensureValid(String key, @Nullable Object value) {
      if (!holds.test(value)) {
        throw new ConfigException("must be " + rule);
      }
    }

    @Override
    public String toString() {
      return rule;
    }
  }
}
