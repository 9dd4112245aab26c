package io.hubstream.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Reads settings and checks all of them before it says anything. */
public final class ConfigLoader {

  private ConfigLoader() {}

  /**
   * Reads a properties file, in UTF-8. {@code ${env:NAME}} and {@code ${file:PATH}} in values are
   * expanded.
   *
   * @throws InvalidConfigException naming every problem
   * @throws IOException the file cannot be read
   */
  public static HubstreamConfig load(Path file) throws IOException {
    return load(file, Map.of());
  }

  /**
   * Reads a properties file of which some settings are replaced.
   *
   * @throws InvalidConfigException naming every problem
   * @throws IOException the file cannot be read
   */
  public static HubstreamConfig load(Path file, Map<String, String> replaced) throws IOException {
    Map<String, String> settings = read(file);
    settings.putAll(replaced);
    return of(settings);
  }

  /** The settings of a properties file, unchecked and not expanded. */
  public static Map<String, String> read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, UTF_8)) {
      properties.load(reader);
    } catch (IllegalArgumentException e) {
      throw new IOException(file + " is no properties file: " + e.getMessage(), e);
    }
    Map<String, String> settings = new TreeMap<>();
    properties
        .stringPropertyNames()
        .forEach(k -> settings.put(k, properties.getProperty(k).trim()));
    return settings;
  }

  /**
   * Settings from a map; what is left out has its default.
   *
   * @throws InvalidConfigException naming every problem
   */
  public static HubstreamConfig of(Map<String, String> settings) {
    List<ConfigProblem> problems = new ArrayList<>(SecretValues.literals(settings));
    Map<String, String> expanded = Expansion.expand(settings, problems);
    SettingsParser parser = new SettingsParser(withDefaultsOfProfile(expanded), problems);
    Values values = parser.parse();
    problems.addAll(ProfileRules.check(values, expanded));
    problems.addAll(OverrideRules.check(expanded));
    problems.addAll(CrossRules.check(values, expanded));
    problems.addAll(EnvironmentRules.check(values));
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
    return new HubstreamConfig(
        KafkaSettings.of(values, ClientOverrides.of(expanded)),
        TopicNames.of(values),
        WireSettings.of(values),
        StreamSettings.of(values),
        PipelineSettings.of(values),
        ModelSettings.of(values),
        parser.routeNames().stream().map(name -> RouteSettings.of(name, values)).toList(),
        HttpSettings.of(values));
  }

  private static Map<String, String> withDefaultsOfProfile(Map<String, String> settings) {
    Map<String, String> all = new TreeMap<>(settings);
    BrokerProfile.of(settings.getOrDefault(KafkaSettings.PROFILE, ""))
        .defaults()
        .forEach(all::putIfAbsent);
    return all;
  }
}
