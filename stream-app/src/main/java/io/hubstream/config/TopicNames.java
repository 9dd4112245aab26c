package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.util.List;
import org.apache.kafka.common.config.ConfigDef;

/** Names of the five topics. */
public record TopicNames(
    String content, String enriched, String audit, String deadLetters, String modelRegistry) {
  public static final String CONTENT = "topics.content";
  public static final String ENRICHED = "topics.enriched";
  public static final String AUDIT = "topics.audit";
  public static final String DEAD_LETTERS = "topics.dead-letters";
  public static final String MODEL_REGISTRY = "topics.model-registry";

  static final List<String> KEYS = List.of(CONTENT, ENRICHED, AUDIT, DEAD_LETTERS, MODEL_REGISTRY);

  /** The names where the settings say nothing. */
  public static final TopicNames DEFAULT =
      new TopicNames(
          "hubstream.content",
          "hubstream.enriched",
          "hubstream.model-audit",
          "hubstream.dead-letters",
          "hubstream.model-registry");

  static final Concern CONCERN =
      new Concern(
          "Topics",
          new ConfigDef()
              .define(
                  CONTENT,
                  STRING,
                  DEFAULT.content(),
                  Checks.topic(),
                  HIGH,
                  "Content events to enrich.")
              .define(
                  ENRICHED,
                  STRING,
                  DEFAULT.enriched(),
                  Checks.topic(),
                  HIGH,
                  "Results; as many partitions as the content topic.")
              .define(
                  AUDIT,
                  STRING,
                  DEFAULT.audit(),
                  Checks.topic(),
                  HIGH,
                  "Lifecycle events and spans of the models; compacted.")
              .define(
                  DEAD_LETTERS,
                  STRING,
                  DEFAULT.deadLetters(),
                  Checks.topic(),
                  HIGH,
                  "Records that could not be enriched, whole, with the cause.")
              .define(
                  MODEL_REGISTRY,
                  STRING,
                  DEFAULT.modelRegistry(),
                  Checks.topic(),
                  HIGH,
                  "Desired state of the models; compacted, one partition."));

  static TopicNames of(Values values) {
    return new TopicNames(
        values.text(CONTENT),
        values.text(ENRICHED),
        values.text(AUDIT),
        values.text(DEAD_LETTERS),
        values.text(MODEL_REGISTRY));
  }

  /** All five. */
  public List<String> all() {
    return List.of(content, enriched, audit, deadLetters, modelRegistry);
  }
}
