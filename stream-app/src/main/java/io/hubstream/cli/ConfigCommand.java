package io.hubstream.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hubstream.config.ConfigReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hubstream config}. */
@Command(
    name = "config",
    description = "Shows every setting with its default and meaning, or checks a settings file.",
    footer = {
      "",
      "Examples:",
      "  hubstream config",
      "  hubstream config --json",
      "  hubstream config --check service.properties"
    })
final class ConfigCommand extends BaseCommand {
  @Option(
      names = "--check",
      paramLabel = "FILE",
      description = "Check this file: lists every problem, exit code 2 if there is one.")
  private Optional<Path> check = Optional.empty();

  @Option(names = "--json", description = "Print one JSON object for each setting.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    if (check.isPresent()) {
      BrokerOptions.load(check.get(), Map.of());
      out().println(check.get() + " is valid.");
      return 0;
    }
    if (json) {
      printJson();
    } else {
      printText();
    }
    return 0;
  }

  private void printJson() {
    ObjectNode all = object();
    ArrayNode settings = all.putArray("settings");
    for (ConfigReference.Entry entry : ConfigReference.entries()) {
      ObjectNode setting = settings.addObject();
      setting.put("key", entry.key()).put("group", entry.concern()).put("type", entry.type());
      setting.put("required", entry.defaultValue().isEmpty());
      setting.put("default", entry.defaultValue().orElse(null));
      setting.put("rule", entry.rule()).put("importance", entry.importance());
      setting.put("doc", entry.doc());
    }
    out().println(all.toPrettyString());
  }

  private void printText() {
    String concern = "";
    for (ConfigReference.Entry entry : ConfigReference.entries()) {
      if (!entry.concern().equals(concern)) {
        concern = entry.concern();
        out().printf("%n%s%n%s%n", concern, "-".repeat(concern.length()));
      }
      String value = entry.defaultValue().map(v -> " = " + v).orElse("   (required)");
      out().printf("%s%s%n", entry.key(), value);
      out().printf("    %s%n", entry.doc());
      if (!entry.rule().isEmpty()) {
        out().printf("    May be: %s.%n", entry.rule());
      }
    }
  }
}
