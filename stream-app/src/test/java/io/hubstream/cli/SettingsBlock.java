package io.hubstream.cli;

import io.hubstream.cli.DocumentedLines.Block;
import io.hubstream.cli.DocumentedLines.Line;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.ConfigProblem;
import io.hubstream.config.ConfigReference;
import io.hubstream.config.InvalidConfigException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Settings in the documentation: those of the service, or those of somebody's producer or consumer,
 * which name Kafka's settings and may name ours.
 */
final class SettingsBlock {
  private static final Pattern SETTING = Pattern.compile("([^#!=:\\s][^=:\\s]*)\\s*[=:]\\s*(.*)");
  private static final String PROVIDERS = "config.providers.";

  private final Map<String, String> settings = new LinkedHashMap<>();
  private final Map<String, Line> lines = new LinkedHashMap<>();

  private SettingsBlock() {}

  static SettingsBlock of(Block block) {
    SettingsBlock made = new SettingsBlock();
    for (Line line : block.lines()) {
      Matcher matcher = SETTING.matcher(line.text().strip());
      if (matcher.matches()) {
        made.settings.put(matcher.group(1), matcher.group(2).strip());
        made.lines.put(matcher.group(1), line);
      }
    }
    return made;
  }

  Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  /** What would be wrong with the block in a settings file, each with the line that says it. */
  List<String> problems() {
    boolean ofClient = settings.keySet().stream().anyMatch(key -> key.contains("serializer"));
    return ofClient ? problemsOfClient() : problemsOfService();
  }

  private List<String> problemsOfService() {
    Map<String, String> whole = new LinkedHashMap<>(settings);
    whole.putIfAbsent("bootstrap.servers", "broker:9092");
    try {
      ConfigLoader.of(whole);
      return List.of();
    } catch (InvalidConfigException e) {
      return e.problems().stream().flatMap(problem -> known(problem).stream()).toList();
    }
  }

  /** What an environment variable or a file holds cannot be known here. */
  private Optional<String> known(ConfigProblem problem) {
    return Optional.ofNullable(lines.get(problem.key()))
        .filter(line -> !line.text().contains("${"))
        .map(line -> line + "\n    " + problem.rule());
  }

  private List<String> problemsOfClient() {
    Set<String> names = new TreeSet<>(ProducerConfig.configNames());
    names.addAll(ConsumerConfig.configNames());
    ConfigReference.entries().forEach(entry -> names.add(entry.key()));
    List<String> problems = new ArrayList<>();
    settings.keySet().stream()
        .filter(key -> !names.contains(key) && !key.startsWith(PROVIDERS))
        .flatMap(key -> Stream.ofNullable(lines.get(key)))
        .forEach(line -> problems.add(line + "\n    is a setting neither of Kafka's nor of ours"));
    return problems;
  }
}
