package io.hubstream.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.config.types.Password;

/** What the brokers of a profile cannot do is refused here, with the reason and the alternative. */
final class ProfileRules {
  private static final int LONGEST_IDLE_MS = 240_000;
  private static final int SHORTEST_REQUEST_TIMEOUT_MS = 20_000;
  private static final int SHORTEST_SESSION_MS = 6_000;
  private static final int LONGEST_SESSION_MS = 300_000;
  private static final int SHORTEST_COMMIT_MS = 1_000;
  private static final String EVENT_HUBS_PORT = "9093";

  /** Where a client's setting may stand. */
  private static final List<String> PLACES =
      List.of(
          ClientOverrides.PREFIX,
          ClientOverrides.CONSUMER,
          ClientOverrides.PRODUCER,
          ClientOverrides.STREAMS,
          ClientOverrides.STREAMS + "consumer.",
          ClientOverrides.STREAMS + "main.consumer.",
          ClientOverrides.STREAMS + "producer.",
          ClientOverrides.STREAMS + "admin.");

  private final Values values;
  private final Map<String, String> settings;
  private final List<ConfigProblem> problems = new ArrayList<>();

  private ProfileRules(Values values, Map<String, String> settings) {
    this.values = values;
    this.settings = settings;
  }

  /**
   * @param settings expanded, as they were given: without the defaults of the profile
   */
  static List<ConfigProblem> check(Values values, Map<String, String> settings) {
    if (!values.has(List.of(KafkaSettings.PROFILE, KafkaSettings.BOOTSTRAP_SERVERS))) {
      return List.of();
    }
    ProfileRules rules = new ProfileRules(values, settings);
    BrokerProfile profile = BrokerProfile.of(values.text(KafkaSettings.PROFILE));
    if (profile.isEventHubs()) {
      rules.stream(profile);
      rules.compression(profile);
      rules.clients();
      rules.entry();
    } else {
      rules.kafka();
    }
    return rules.problems;
  }

  /** A namespace that is taken for a Kafka broker fails late, and says why in no way. */
  private void kafka() {
    for (String server : values.list(KafkaSettings.BOOTSTRAP_SERVERS)) {
      if (isNamespace(server)) {
        add(
            KafkaSettings.BOOTSTRAP_SERVERS,
            server,
            "is an Event Hubs namespace: set %s to eventhubs-standard or eventhubs-premium"
                .formatted(KafkaSettings.PROFILE));
      }
    }
    if (settings.containsKey(EventHubsSettings.CONNECTION_STRING)) {
      add(
          EventHubsSettings.CONNECTION_STRING,
          "[hidden]",
          "is for Event Hubs, and %s is kafka".formatted(KafkaSettings.PROFILE));
    }
  }

  private static boolean isNamespace(String server) {
    return server.contains(".servicebus.");
  }

  private void stream(BrokerProfile profile) {
    if (profile == BrokerProfile.EVENTHUBS_STANDARD) {
      rule(
          StreamSettings.PROCESSING_GUARANTEE,
          given -> given.startsWith("exactly_once"),
          "Event Hubs Standard has no transactions: leave it out, or set at_least_once (a duplicate"
              + " bears the same resultId); exactly once needs a Premium or Dedicated namespace and"
              + " broker.profile=eventhubs-premium");
    }
    rule(
        StreamSettings.GROUP_PROTOCOL,
        given -> given.equals("streams"),
        "must be classic: Event Hubs does not know the streams protocol");
    rule(
        StreamSettings.COMMIT_INTERVAL_MS,
        given -> isBelow(given, SHORTEST_COMMIT_MS),
        "must be at least %d: Event Hubs takes 4 commits a second for each partition"
            .formatted(SHORTEST_COMMIT_MS));
    rule(
        StreamSettings.SESSION_TIMEOUT_MS,
        given -> isBelow(given, SHORTEST_SESSION_MS) || isAbove(given, LONGEST_SESSION_MS),
        "must be %d to %d, which is what Event Hubs takes"
            .formatted(SHORTEST_SESSION_MS, LONGEST_SESSION_MS));
  }

  private void compression(BrokerProfile profile) {
    boolean gzip = profile == BrokerProfile.EVENTHUBS_PREMIUM;
    client(
        "compression.type",
        given -> !(given.equals("none") || (gzip && given.equals("gzip"))),
        gzip
            ? "must be none or gzip: Event Hubs takes no other compression"
            : "must be none: Event Hubs Standard takes no compression, Premium takes gzip");
  }

  private void clients() {
    client(
        "max.request.size",
        given -> isAbove(given, BrokerProfile.MAX_REQUEST_SIZE),
        "must be at most %d: Event Hubs takes 1 MB and closes the connection on more; publish larger content as a claim check"
            .formatted(BrokerProfile.MAX_REQUEST_SIZE));
    client(
        "request.timeout.ms",
        given -> isBelow(given, SHORTEST_REQUEST_TIMEOUT_MS),
        "must be at least %d, better 60000: Event Hubs itself waits that long"
            .formatted(SHORTEST_REQUEST_TIMEOUT_MS));
    for (String name :
        List.of("metadata.max.age.ms", "connections.max.idle.ms", "metadata.max.idle.ms")) {
      client(
          name,
          given -> !isBelow(given, LONGEST_IDLE_MS) || given.startsWith("-"),
          "must be below %d: Azure drops connections that are idle for so long"
              .formatted(LONGEST_IDLE_MS));
    }
    client(
        "replication.factor",
        given -> !given.matches("[1-3]"),
        "must be 1, 2 or 3: Event Hubs replicates by itself");
    client(
        "security.protocol",
        given -> !given.equals("SASL_SSL"),
        "must be SASL_SSL, or be left out: Event Hubs takes nothing else");
    client(
        "sasl.mechanism",
        given -> !Set.of("PLAIN", "OAUTHBEARER").contains(given),
        "must be PLAIN or OAUTHBEARER, or be left out: Event Hubs takes nothing else");
  }

  private void entry() {
    List<String> servers = values.list(KafkaSettings.BOOTSTRAP_SERVERS);
    for (String server : servers) {
      if (isNamespace(server) && !server.endsWith(":" + EVENT_HUBS_PORT)) {
        add(
            KafkaSettings.BOOTSTRAP_SERVERS,
            server,
            "must have the port %s, where the Kafka endpoint of Event Hubs is"
                .formatted(EVENT_HUBS_PORT));
      }
    }
    if (!values.has(List.of(EventHubsSettings.AUTHENTICATION))) {
      return;
    }
    String by = values.text(EventHubsSettings.AUTHENTICATION);
    if (!by.equals(EventHubsSettings.BY_OWN_SETTINGS)) {
      client(
          "sasl.jaas.config",
          given -> true,
          "is made by %s=%s: leave it out, or set that to custom"
              .formatted(EventHubsSettings.AUTHENTICATION, by));
    }
    if (by.equals(EventHubsSettings.BY_CONNECTION_STRING)) {
      connectionString(EventHubsSettings.host(servers));
    }
  }

  private void connectionString(String host) {
    String key = EventHubsSettings.CONNECTION_STRING;
    if (!settings.containsKey(key)) {
      problems.add(
          new ConfigProblem(
              key,
              Optional.empty(),
              "is required: ${env:NAME} or ${file:PATH} of the namespace's connection string; or set %s to entra"
                  .formatted(EventHubsSettings.AUTHENTICATION)));
    } else if (values.has(List.of(key)) && !settings.getOrDefault(key, "").startsWith("${")) {
      ConnectionString.problem(((Password) values.get(key)).value(), host)
          .ifPresent(rule -> add(key, "[hidden]", rule));
    }
  }

  /** A setting of ours, where it was given and has a legal form. */
  private void rule(String key, Function<String, Boolean> broken, String text) {
    String given = settings.get(key);
    if (given != null && values.has(List.of(key)) && broken.apply(given)) {
      add(key, given, text);
    }
  }

  /** A client's setting, wherever it was given. */
  private void client(String name, Function<String, Boolean> broken, String text) {
    for (String place : PLACES) {
      String given = settings.get(place + name);
      if (given != null && broken.apply(given)) {
        add(place + name, name.equals("sasl.jaas.config") ? "[hidden]" : given, text);
      }
    }
  }

  private static boolean isBelow(String given, long limit) {
    return given.matches("\\d{1,18}") && Long.parseLong(given) < limit;
  }

  private static boolean isAbove(String given, long limit) {
    return given.matches("\\d{1,18}") && Long.parseLong(given) > limit;
  }

  private void add(String key, String value, String rule) {
    problems.add(ConfigProblem.of(key, value, rule));
  }
}
