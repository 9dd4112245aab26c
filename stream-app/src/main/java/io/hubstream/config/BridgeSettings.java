package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The bridge from Event Grid events to the registry.
 *
 * @param source where the events are
 * @param checkpointContainer where it is noted how far they were read; empty where it is not set
 * @param models names of models that concern us, with {@code *}
 * @param activate what goes live by itself: {@code MODEL} or {@code MODEL:STAGE}, with {@code *}
 * @param armEndpoint Azure Resource Manager, asked for artifacts; empty for not at all
 * @param lookupTimeout how long what an event names may be out of reach
 */
public record BridgeSettings(
    Source source,
    String checkpointContainer,
    List<String> models,
    List<String> activate,
    Optional<String> armEndpoint,
    Duration lookupTimeout) {
  public static final String NAMESPACE = "bridge.eventhub.namespace";
  public static final String HUB = "bridge.eventhub.name";
  public static final String CONSUMER_GROUP = "bridge.eventhub.consumer.group";
  public static final String CONNECTION_FILE = "bridge.eventhub.connection.file";
  public static final String BALANCE_INTERVAL_MS = "bridge.eventhub.balance.interval.ms";
  public static final String CHECKPOINT_CONTAINER = "bridge.checkpoint.container";
  public static final String MODELS = "bridge.models";
  public static final String ACTIVATE = "bridge.activate";
  public static final String ARM_ENDPOINT = "bridge.arm.endpoint";
  public static final String LOOKUP_TIMEOUT_MS = "bridge.lookup.timeout.ms";

  /** Environment variable that may hold the connection string. */
  public static final String CONNECTION_STRING = "AZURE_EVENTHUBS_CONNECTION_STRING";

  /**
   * An event hub.
   *
   * @param namespace host; empty where a connection string names it
   * @param hub its name; empty where a connection string names it
   * @param connectionFile file that holds a connection string; empty for none
   */
  public record Source(
      String namespace,
      String hub,
      String consumerGroup,
      String connectionFile,
      Duration balanceInterval) {}

  static final Concern CONCERN = new Concern("Registry bridge", policy(source(new ConfigDef())));

  public BridgeSettings {
    models = List.copyOf(models);
    activate = List.copyOf(activate);
  }

  private static ConfigDef source(ConfigDef def) {
    return def.define(
            NAMESPACE,
            STRING,
            "",
            Checks.hostOrEmpty(),
            HIGH,
            "Host of the Event Hubs namespace, NAMESPACE.servicebus.windows.net, that `hubstream bridge`"
                + " reads as what DefaultAzureCredential finds. Not with a connection string.")
        .define(
            HUB,
            STRING,
            "",
            HIGH,
            "Event hub with the events. A connection string may name it too, as EntityPath.")
        .define(
            CONSUMER_GROUP,
            STRING,
            "$Default",
            new ConfigDef.NonEmptyString(),
            MEDIUM,
            "Consumer group of the hub; the bridges of one share its partitions.")
        .define(
            CONNECTION_FILE,
            STRING,
            "",
            Checks.pathOrEmpty(),
            HIGH,
            "File that holds the connection string of the namespace or hub, and nothing else. Instead,"
                + " the environment variable "
                + CONNECTION_STRING
                + " may hold it.")
        .define(
            BALANCE_INTERVAL_MS,
            LONG,
            10_000L,
            between(500, 300_000),
            LOW,
            "How often a bridge looks at who reads which partition. After three times that the"
                + " partitions of one that was killed are read by another.")
        .define(
            CHECKPOINT_CONTAINER,
            STRING,
            "",
            Checks.addressOrEmpty(),
            HIGH,
            "Container of Blob storage that keeps how far the events were read,"
                + " https://ACCOUNT.blob.core.windows.net/CONTAINER. Opened as artifact stores are.");
  }

  private static ConfigDef policy(ConfigDef def) {
    return def.define(
            MODELS,
            LIST,
            List.of("*"),
            Checks.modelGlobs(),
            MEDIUM,
            "Models whose events concern us, where * stands for anything; others are passed over.")
        .define(
            ACTIVATE,
            LIST,
            List.of(),
            Checks.activationRules(),
            HIGH,
            "Versions that go live without a person: MODEL, or MODEL:STAGE, where * stands for anything."
                + " All others wait for `hubstream model activate`. Must be empty in production.")
        .define(
            ARM_ENDPOINT,
            STRING,
            "",
            Checks.endpointOrEmpty(),
            MEDIUM,
            "Azure Resource Manager, https://management.azure.com: asked where a model lies whose tags"
                + " do not say it. Empty: not asked.")
        .define(
            LOOKUP_TIMEOUT_MS,
            LONG,
            600_000L,
            between(1_000, 86_400_000),
            MEDIUM,
            "How long the artifact store or Azure Resource Manager may be out of reach before the event"
                + " goes to the dead letters; until then the bridge waits.");
  }

  static BridgeSettings of(Values values) {
    return new BridgeSettings(
        new Source(
            values.text(NAMESPACE),
            values.text(HUB),
            values.text(CONSUMER_GROUP),
            values.text(CONNECTION_FILE),
            values.millis(BALANCE_INTERVAL_MS)),
        values.text(CHECKPOINT_CONTAINER),
        values.list(MODELS),
        values.list(ACTIVATE),
        Optional.of(values.text(ARM_ENDPOINT)).filter(text -> !text.isEmpty()),
        values.millis(LOOKUP_TIMEOUT_MS));
  }

  /**
   * Refuses settings with which no bridge can run; a service does not need them.
   *
   * @param connectionInEnvironment whether the environment holds a connection string
   * @throws InvalidConfigException naming all that is missing
   */
  public void requireComplete(boolean connectionInEnvironment) {
    List<ConfigProblem> problems = new ArrayList<>();
    boolean inFile = !source.connectionFile().isEmpty();
    boolean connection = inFile || connectionInEnvironment;
    if (checkpointContainer.isEmpty()) {
      problems.add(missing(CHECKPOINT_CONTAINER, "must name the container for checkpoints"));
    }
    if (!connection && source.namespace().isEmpty()) {
      problems.add(
          missing(
              NAMESPACE,
              "must name the namespace, unless %s or %s holds a connection string"
                  .formatted(CONNECTION_FILE, CONNECTION_STRING)));
    }
    if (connection && !source.namespace().isEmpty()) {
      problems.add(
          new ConfigProblem(
              NAMESPACE,
              Optional.of(source.namespace()),
              "must be empty where a connection string is given (%s): it names the namespace"
                  .formatted(inFile ? CONNECTION_FILE : CONNECTION_STRING)));
    }
    if (!connection && source.hub().isEmpty()) {
      problems.add(missing(HUB, "must name the event hub"));
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigException(problems);
    }
  }

  private static ConfigProblem missing(String key, String rule) {
    return new ConfigProblem(key, Optional.empty(), rule);
  }
}
