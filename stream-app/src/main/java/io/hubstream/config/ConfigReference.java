package io.hubstream.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Type;

/** The reference of all settings, generated from their definitions. */
public final class ConfigReference {
  /**
   * One setting.
   *
   * @param concern heading that it stands under
   * @param defaultValue empty text for none; absent where the setting is required
   * @param rule what it may be
   */
  public record Entry(
      String concern,
      String key,
      String type,
      Optional<String> defaultValue,
      String rule,
      String importance,
      String doc) {}

  private ConfigReference() {}

  /** All settings, in order; those of a route with {@code <name>} in their key. */
  public static List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (Concern concern : HubstreamConfig.CONCERNS) {
      add(entries, concern.title(), "", concern.definition());
      if (concern.equals(RouteSettings.CONCERN)) {
        add(entries, concern.title(), RouteSettings.key("<name>", ""), RouteSettings.DEFINITION);
      }
    }
    entries.addAll(passedOn());
    return List.copyOf(entries);
  }

  private static void add(List<Entry> entries, String concern, String prefix, ConfigDef def) {
    for (ConfigDef.ConfigKey key : def.configKeys().values()) {
      entries.add(
          new Entry(
              concern,
              prefix + key.name,
              SettingRule.typeName(key.type),
              defaultValue(key),
              SettingRule.of(key).orElse(""),
              key.importance.name().toLowerCase(java.util.Locale.ROOT),
              key.documentation));
    }
  }

  private static Optional<String> defaultValue(ConfigDef.ConfigKey key) {
    if (!key.hasDefault()) {
      return Optional.empty();
    }
    if (key.type == Type.PASSWORD || key.defaultValue == null) {
      return Optional.of("");
    }
    return Optional.of(String.valueOf(ConfigDef.convertToString(key.defaultValue, key.type)));
  }

  private static List<Entry> passedOn() {
    return List.of(
        passedOn(ClientOverrides.PREFIX, "every client: security.protocol, sasl.jaas.config"),
        passedOn(ClientOverrides.CONSUMER, "consumers: max.poll.interval.ms"),
        passedOn(ClientOverrides.PRODUCER, "producers: compression.type, max.request.size"),
        passedOn(ClientOverrides.STREAMS, "Kafka Streams: metrics.recording.level"));
  }

  private static Entry passedOn(String prefix, String what) {
    return new Entry(
        "Passed on to Kafka",
        prefix + "*",
        SettingRule.typeName(Type.STRING),
        Optional.of(""),
        "",
        "low",
        "Goes through to " + what + ", and so on.");
  }

  /** The reference as Markdown: a heading and a table for each concern. */
  public static String markdown() {
    StringBuilder text = new StringBuilder(8_192);
    String concern = "";
    for (Entry entry : entries()) {
      if (!entry.concern().equals(concern)) {
        concern = entry.concern();
        text.append("\n#### ").append(concern).append("\n\n");
        text.append("| setting | default | may be | meaning |\n|---|---|---|---|\n");
      }
      text.append(
          "| `%s` | %s | %s | %s |%n"
              .formatted(entry.key(), shownDefault(entry), cell(entry.rule()), cell(entry.doc())));
    }
    return text.toString().replace(System.lineSeparator(), "\n").stripLeading();
  }

  private static String shownDefault(Entry entry) {
    return entry
        .defaultValue()
        .map(value -> value.isEmpty() ? "" : "`" + cell(value) + "`")
        .orElse("**required**");
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }
}
