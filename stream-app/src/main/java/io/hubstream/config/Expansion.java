package io.hubstream.config;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigData;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Expands {@code ${env:NAME}}, {@code ${file:PATH:KEY}} (a key of a properties file) and {@code
 * ${file:PATH}} (a whole file, as secrets are mounted) in values, with Kafka's own config
 * providers.
 */
final class Expansion {
  private static final Pattern LEFT = Pattern.compile("\\$\\{(env|file):([^}]*)\\}");

  private Expansion() {}

  /**
   * @param problems where to add what could not be expanded; such a setting is left out
   */
  static Map<String, String> expand(Map<String, String> settings, List<ConfigProblem> problems) {
    Map<String, String> expanded = new TreeMap<>();
    try (EnvVarConfigProvider env = new EnvVarConfigProvider();
        FilesProvider files = new FilesProvider()) {
      env.configure(Map.of());
      ConfigTransformer transformer = new ConfigTransformer(Map.of("env", env, "file", files));
      settings.forEach((key, value) -> expandOne(transformer, key, value, expanded, problems));
    } catch (IOException e) {
      throw new IllegalStateException("a config provider did not close", e);
    }
    return expanded;
  }

  private static void expandOne(
      ConfigTransformer transformer,
      String key,
      String value,
      Map<String, String> expanded,
      List<ConfigProblem> problems) {
    try {
      String result = transformer.transform(Map.of(key, value)).data().getOrDefault(key, value);
      Matcher left = LEFT.matcher(result);
      if (left.find() && value.contains(left.group())) {
        problems.add(ConfigProblem.of(key, value, missing(left.group(1), left.group(2))));
      }
      expanded.put(key, result);
    } catch (ConfigException e) {
      problems.add(ConfigProblem.of(key, value, "cannot be expanded: " + e.getMessage()));
      expanded.put(key, value);
    }
  }

  private static String missing(String provider, String name) {
    return provider.equals("env")
        ? "names the environment variable %s, which is not set".formatted(name)
        : "names %s, which is not there".formatted(name);
  }

  /** Kafka's provider for keys of properties files, and whole files besides. */
  private static final class FilesProvider implements ConfigProvider {
    private final FileConfigProvider properties = new FileConfigProvider();

    FilesProvider() {
      properties.configure(Map.of());
    }

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public ConfigData get(String path) {
      return properties.get(path);
    }

    @Override
    public ConfigData get(String path, Set<String> keys) {
      if (path != null && !path.isEmpty()) {
        return properties.get(path, keys);
      }
      Map<String, String> contents = new HashMap<>();
      for (String file : keys) {
        try {
          contents.put(file, Files.readString(Values.expandHome(file)).trim());
        } catch (IOException e) {
          throw new ConfigException("the file " + file + " cannot be read");
        }
      }
      return new ConfigData(contents);
    }

    @Override
    public void close() throws IOException {
      properties.close();
    }
  }
}
