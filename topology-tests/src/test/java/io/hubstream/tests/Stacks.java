package io.hubstream.tests;

import io.hubstream.testing.SharedFiles;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The files of {@code compose/}, as they are. */
final class Stacks {
  static final Path COMPOSE = SharedFiles.buildRoot().resolve("compose");
  static final Path KUBERNETES = COMPOSE.resolve("kubernetes");
  private static final Pattern ENVIRONMENT = Pattern.compile("\\$\\{env:([A-Za-z0-9_]+)}");

  private Stacks() {}

  static List<Path> overlays() throws IOException {
    try (var list = Files.list(KUBERNETES.resolve("overlays"))) {
      return list.sorted().toList();
    }
  }

  /** The documents of a YAML file, anchors resolved. */
  static List<Map<String, Object>> yaml(Reader reader) {
    List<Map<String, Object>> documents = new ArrayList<>();
    for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(reader)) {
      documents.add(map(document));
    }
    return documents;
  }

  static List<Map<String, Object>> yaml(String text) {
    return yaml(new StringReader(text));
  }

  static Map<String, Object> composeFile() throws IOException {
    try (Reader reader = Files.newBufferedReader(COMPOSE.resolve("compose.yaml"))) {
      return yaml(reader).get(0);
    }
  }

  /** The value at a path of keys. */
  static Map<String, Object> at(Map<String, Object> document, String... keys) {
    Map<String, Object> value = document;
    for (String key : keys) {
      value = map(value.get(key));
    }
    return value;
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> map(Object value) {
    return value == null ? Map.of() : (Map<String, Object>) value;
  }

  static Properties properties(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    }
    return properties;
  }

  /** The environment variables that a settings file asks for. */
  static Set<String> asked(String settings) {
    Set<String> names = new TreeSet<>();
    Matcher matcher = ENVIRONMENT.matcher(settings.replaceAll("(?m)^\\s*#.*$", ""));
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    return names;
  }
}
