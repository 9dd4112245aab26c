package io.hubstream.cli;

import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.KafkaSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The settings whose results an environment is about; brokers are not asked. */
final class EnvOptions {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Settings of the service, a properties file. Default: every setting's default.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces a setting; can be given again.")
  private Map<String, String> replaced = new LinkedHashMap<>();

  HubstreamConfig load() throws IOException {
    if (config.isPresent()) {
      return BrokerOptions.load(config.get(), replaced);
    }
    Map<String, String> settings = new LinkedHashMap<>(replaced);
    settings.putIfAbsent(KafkaSettings.BOOTSTRAP_SERVERS, "localhost:9092");
    return ConfigLoader.of(settings);
  }
}
