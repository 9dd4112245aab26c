package io.hubstream.bench;

import io.hubstream.broker.ServiceTopics;
import io.hubstream.broker.Topic;
import io.hubstream.config.TopicNames;
import io.hubstream.verify.TopicVerifier;
import java.util.List;
import java.util.Map;

/**
 * Topics of one run: those that it reads are shared with others, those that it writes are its own.
 */
public record RunTopics(TopicNames names) {

  /**
   * @param run distinct name of the run
   * @param content topic that it reads
   * @param registry topic that names its models
   */
  public static RunTopics of(String run, String content, String registry) {
    String prefix = "bench." + run;
    return new RunTopics(
        new TopicNames(
            content, prefix + ".enriched", prefix + ".audit", prefix + ".dead-letters", registry));
  }

  /** Those that it writes. */
  public List<Topic> own(int partitions) {
    return ServiceTopics.of(names, partitions).stream()
        .filter(topic -> ownNames().contains(topic.name()))
        .toList();
  }

  /** Names of those that it writes. */
  public List<String> ownNames() {
    return List.of(names.enriched(), names.audit(), names.deadLetters());
  }

  /** What is read back to be checked. */
  public TopicVerifier.Sources sources() {
    return new TopicVerifier.Sources(
        names.content(), names.enriched(), names.deadLetters(), names.audit());
  }

  /** As settings of the service. */
  Map<String, String> settings() {
    return Map.of(
        TopicNames.CONTENT, names.content(),
        TopicNames.ENRICHED, names.enriched(),
        TopicNames.AUDIT, names.audit(),
        TopicNames.DEAD_LETTERS, names.deadLetters(),
        TopicNames.MODEL_REGISTRY, names.modelRegistry());
  }
}
