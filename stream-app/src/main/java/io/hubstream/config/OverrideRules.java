package io.hubstream.config;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/** What may go through to Kafka's clients: nothing that would break a promise of ours. */
final class OverrideRules {
  /** Settings that have a name of ours. */
  private static final Map<String, String> OURS =
      Map.ofEntries(
          entry("bootstrap.servers", KafkaSettings.BOOTSTRAP_SERVERS),
          entry("application.id", KafkaSettings.APPLICATION_ID),
          entry("group.id", KafkaSettings.APPLICATION_ID),
          entry("group.instance.id", KafkaSettings.INSTANCE_ID),
          entry("client.id", KafkaSettings.INSTANCE_ID),
          entry("processing.guarantee", StreamSettings.PROCESSING_GUARANTEE),
          entry("commit.interval.ms", StreamSettings.COMMIT_INTERVAL_MS),
          entry("transaction.timeout.ms", StreamSettings.TRANSACTION_TIMEOUT_MS),
          entry("num.stream.threads", StreamSettings.STREAM_THREADS),
          entry("group.protocol", StreamSettings.GROUP_PROTOCOL),
          entry("session.timeout.ms", StreamSettings.SESSION_TIMEOUT_MS),
          entry("state.dir", StreamSettings.STATE_DIR),
          entry("poll.ms", StreamSettings.POLL_MS),
          entry("linger.ms", StreamSettings.LINGER_MS));

  /** Settings that the guarantees rest on. */
  private static final Set<String> FIXED =
      Set.of(
          "enable.auto.commit",
          "isolation.level",
          "transactional.id",
          "enable.idempotence",
          "acks",
          "key.serializer",
          "value.serializer",
          "key.deserializer",
          "value.deserializer",
          "default.timestamp.extractor",
          "deserialization.exception.handler",
          "processing.exception.handler",
          "production.exception.handler",
          "statestore.cache.max.bytes");

  private static final List<String> CLIENTS_OF_STREAMS =
      List.of(
          StreamsConfig.MAIN_CONSUMER_PREFIX,
          StreamsConfig.RESTORE_CONSUMER_PREFIX,
          StreamsConfig.GLOBAL_CONSUMER_PREFIX,
          StreamsConfig.CONSUMER_PREFIX,
          StreamsConfig.PRODUCER_PREFIX,
          StreamsConfig.ADMIN_CLIENT_PREFIX);

  private OverrideRules() {}

  static List<ConfigProblem> check(Map<String, String> settings) {
    List<ConfigProblem> problems = new ArrayList<>();
    settings.forEach(
        (key, value) -> {
          String prefix = ClientOverrides.prefixOf(key);
          if (!prefix.isEmpty()) {
            String name = settingOf(prefix, key.substring(prefix.length()));
            problem(prefix, name, value)
                .ifPresent(rule -> problems.add(ConfigProblem.of(key, shown(name, value), rule)));
          }
        });
    return problems;
  }

  /** The setting's own name: Kafka Streams knows prefixes of its own for the clients within. */
  private static String settingOf(String prefix, String name) {
    if (prefix.equals(ClientOverrides.STREAMS)) {
      for (String client : CLIENTS_OF_STREAMS) {
        if (name.startsWith(client)) {
          return name.substring(client.length());
        }
      }
    }
    return name;
  }

  private static Optional<String> problem(String prefix, String name, String value) {
    String ours = OURS.get(name);
    if (ours != null) {
      return Optional.of("has a setting of its own: " + ours);
    }
    if (FIXED.contains(name)) {
      return Optional.of("cannot be changed: the processing guarantee rests on it");
    }
    if (name.isEmpty()) {
      return Optional.of("names no setting of Kafka's");
    }
    ConfigDef.ConfigKey known = find(prefix, name);
    if (known == null) {
      return Optional.empty(); // a setting of a plug-in, an interceptor for instance
    }
    try {
      Object parsed = ConfigDef.parseType(name, value, known.type);
      if (known.validator != null) {
        known.validator.ensureValid(name, parsed);
      }
      return Optional.empty();
    } catch (ConfigException e) {
      return Optional.of(
          SettingRule.of(known)
              .map(rule -> "must be " + rule)
              .orElse("is not of the type " + SettingRule.typeName(known.type)));
    }
  }

  private static ConfigDef.@org.jspecify.annotations.Nullable ConfigKey find(
      String prefix, String name) {
    List<ConfigDef> places =
        switch (prefix) {
          case ClientOverrides.CONSUMER -> List.of(ConsumerConfig.configDef());
          case ClientOverrides.PRODUCER -> List.of(ProducerConfig.configDef());
          case ClientOverrides.STREAMS -> List.of(StreamsConfig.configDef());
          default ->
              List.of(
                  AdminClientConfig.configDef(),
                  ConsumerConfig.configDef(),
                  ProducerConfig.configDef());
        };
    for (ConfigDef place : places) {
      ConfigDef.ConfigKey key = place.configKeys().get(name);
      if (key != null) {
        return key;
      }
    }
    return null;
  }

  private static String shown(String name, String value) {
    ConfigDef.ConfigKey key = find(ClientOverrides.PREFIX, name);
    return key == null || key.type == ConfigDef.Type.PASSWORD ? "[hidden]" : value;
  }
}
