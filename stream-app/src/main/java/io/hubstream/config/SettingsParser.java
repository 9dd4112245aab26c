package io.hubstream.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** Parses every setting by its definition, and collects what is wrong with each alone. */
final class SettingsParser {
  private final Map<String, String> settings;
  private final List<ConfigProblem> problems;
  private final Map<String, Object> parsed = new HashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private List<String> routeNames = List.of();

  /**
   * @param settings expanded
   * @param problems where to add what is wrong
   */
  SettingsParser(Map<String, String> settings, List<ConfigProblem> problems) {
    this.settings = settings;
    this.problems = problems;
  }

  Values parse() {
    for (Concern concern : HubstreamConfig.CONCERNS) {
      parse(concern.definition(), "");
    }
    if (parsed.get(RouteSettings.ROUTES) instanceof List<?> names) {
      routeNames = names.stream().map(Object::toString).toList();
    }
    for (String route : routeNames) {
      parse(RouteSettings.DEFINITION, RouteSettings.key(route, ""));
    }
    for (String key : settings.keySet()) {
      if (!known.contains(key) && !key.startsWith(ClientOverrides.PREFIX)) {
        String value = settings.getOrDefault(key, "");
        problems.add(ConfigProblem.of(key, SecretValues.shown(key, value), unknown(key)));
      }
    }
    return new Values(parsed);
  }

  /** The routes that the settings name, in order. */
  List<String> routeNames() {
    return routeNames;
  }

  private void parse(ConfigDef definition, String prefix) {
    Map<String, String> own = new TreeMap<>();
    for (String name : definition.names()) {
      known.add(prefix + name);
      String value = settings.get(prefix + name);
      if (value != null) {
        own.put(name, value);
      }
    }
    Map<String, ConfigValue> checked = definition.validateAll(own);
    for (String name : definition.configKeys().keySet()) {
      ConfigValue value = checked.get(name);
      if (value == null) {
        continue;
      }
      List<String> errors = value.errorMessages();
      if (!errors.isEmpty()) {
        String rule = rule(definition, name, errors.get(0));
        problems.add(ConfigProblem.of(prefix + name, own.get(name), rule));
      } else if (value.value() != null) {
        parsed.put(prefix + name, value.value());
      }
    }
  }

  private static String rule(ConfigDef definition, String name, String error) {
    ConfigDef.ConfigKey key = definition.configKeys().get(name);
    if (error.startsWith("Missing required") && key != null) {
      return "is required: " + key.documentation;
    }
    String said = error.replaceFirst("^Invalid value .*? for configuration [^:]+(: |$)", "");
    return key == null ? said : SettingRule.of(key).map(rule -> "must be " + rule).orElse(said);
  }

  private String unknown(String key) {
    if (key.startsWith(RouteSettings.PREFIX)) {
      String name = key.substring(RouteSettings.PREFIX.length()).replaceFirst("\\..*", "");
      if (!routeNames.contains(name)) {
        return "is a setting of a route that `routes` does not name: add %s there".formatted(name);
      }
    }
    List<String> candidates = new ArrayList<>(known);
    return Suggestion.nearest(key, candidates)
        .map(near -> "is no setting; did you mean " + near + "?")
        .orElse("is no setting; `hubstream config` lists them all");
  }
}
