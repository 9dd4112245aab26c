package io.hubstream.cli;

import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.KafkaSettings;
import io.hubstream.records.TopicCodecs;
import io.hubstream.service.KafkaClients;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which brokers and topics a command works on: the service's own settings. */
final class BrokerOptions {
  private static final String NO_BROKER = "none.invalid:9092";

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Settings of the service, a properties file.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = {"-b", "--bootstrap-server"},
      paramLabel = "HOST:PORT",
      description = "Brokers to ask first; replaces bootstrap.servers.")
  private Optional<String> bootstrapServer = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Replaces a setting; can be given again.")
  private Map<String, String> replaced = new LinkedHashMap<>();

  /** Whether any brokers were named. */
  boolean given() {
    return config.isPresent()
        || bootstrapServer.isPresent()
        || replaced.containsKey(KafkaSettings.BOOTSTRAP_SERVERS);
  }

  /** The settings, checked, for a command that asks no broker: none needs to be named. */
  HubstreamConfig loadWithoutBrokers() throws IOException {
    return given() ? load() : load(Optional.of(NO_BROKER));
  }

  /** The records of the topics, in the wire formats of these settings. */
  static TopicCodecs codecs(HubstreamConfig config) {
    return TopicCodecs.of(config.wire().properties());
  }

  /** Clients for the brokers and the registry topic of these settings. */
  static KafkaClients clients(HubstreamConfig config) {
    return new KafkaClients(config.kafka(), codecs(config));
  }

  /** The settings, checked. */
  HubstreamConfig load() throws IOException {
    return load(bootstrapServer);
  }

  private HubstreamConfig load(Optional<String> brokers) throws IOException {
    Map<String, String> own = new LinkedHashMap<>(replaced);
    brokers.ifPresent(server -> own.put(KafkaSettings.BOOTSTRAP_SERVERS, server));
    if (config.isPresent()) {
      return load(config.get(), own);
    }
    if (!own.containsKey(KafkaSettings.BOOTSTRAP_SERVERS)) {
      throw CommandFailure.usage(
          "which brokers? Give --bootstrap-server HOST:PORT or --config FILE");
    }
    return ConfigLoader.of(own);
  }

  /** A settings file; one that cannot be read is a wrong configuration too. */
  static HubstreamConfig load(Path file, Map<String, String> replaced) throws NoSuchFileException {
    try {
      return ConfigLoader.load(file, replaced);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (MalformedInputException e) {
      throw CommandFailure.usage(file + " is no properties file: it is not UTF-8");
    } catch (IOException e) {
      throw CommandFailure.usage("%s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }
}
