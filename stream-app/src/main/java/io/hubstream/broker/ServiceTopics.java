package io.hubstream.broker;

import io.hubstream.config.TopicNames;
import java.util.List;

/** The topics that a service needs, with the partitions and the cleanup that they need. */
public final class ServiceTopics {
  private ServiceTopics() {}

  /**
   * @param partitions of every topic but the registry, which has one
   */
  public static List<Topic> of(TopicNames names, int partitions) {
    return List.of(
        Topic.of(names.content(), partitions),
        Topic.of(names.enriched(), partitions),
        Topic.compacted(names.audit(), partitions),
        Topic.of(names.deadLetters(), partitions),
        Topic.compacted(names.modelRegistry(), 1));
  }
}
