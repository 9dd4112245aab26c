package io.hubstream.service;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.TopicNames;
import io.hubstream.preflight.BrokerFailure;
import io.hubstream.preflight.CreateCommands;
import io.hubstream.preflight.FailureWords;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Checks before the start that the topics are there and fit together. */
public final class TopicChecks {
  private static final int LIMIT_SECONDS = 30;

  private TopicChecks() {}

  /**
   * @throws ServiceException listing every problem with the command that mends it
   */
  public static void check(Admin admin, HubstreamConfig config) {
    TopicNames topics = config.topics();
    Map<String, Integer> partitions = partitions(admin, topics.all(), config);
    List<String> problems = new ArrayList<>();
    int content = partitions.getOrDefault(topics.content(), 1);
    for (String topic : topics.all()) {
      if (!partitions.containsKey(topic)) {
        problems.add(missing(config, topic, content));
      }
    }
    Integer enriched = partitions.get(topics.enriched());
    if (partitions.containsKey(topics.content()) && enriched != null && enriched != content) {
      problems.add(
          "topic '%s' has %d partitions, '%s' has %d: results keep their record's partition number, so make both equal"
              .formatted(topics.enriched(), enriched, topics.content(), content));
    }
    if (partitions.getOrDefault(topics.modelRegistry(), 1) != 1) {
      problems.add(
          "topic '%s' must have one partition, so that its updates have one order"
              .formatted(topics.modelRegistry()));
    }
    if (partitions.size() == topics.all().size()) {
      problems.addAll(limits(admin, config));
    }
    if (!problems.isEmpty()) {
      throw ServiceException.ofSettings(
          "the topics are not ready:\n  - " + String.join("\n  - ", problems));
    }
  }

  private static List<String> limits(Admin admin, HubstreamConfig config) {
    try {
      return TopicLimits.problems(admin, config);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException("interrupted while checking the topics", e);
    }
  }

  private static String missing(HubstreamConfig config, String topic, int contentPartitions) {
    return "topic '%s' is missing: %s"
        .formatted(topic, CreateCommands.of(config, topic, contentPartitions).preferred());
  }

  private static Map<String, Integer> partitions(
      Admin admin, List<String> topics, HubstreamConfig config) {
    Map<String, Integer> partitions = new HashMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic :
        admin.describeTopics(topics).topicNameValues().entrySet()) {
      try {
        TopicDescription description = topic.getValue().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        partitions.put(topic.getKey(), description.partitions().size());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw unreachable(config, e);
        }
      } catch (TimeoutException e) {
        throw unreachable(config, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ServiceException("interrupted while checking the topics", e);
      }
    }
    return partitions;
  }

  private static RuntimeException unreachable(HubstreamConfig config, Exception cause) {
    Optional<BrokerFailure> known =
        new FailureWords(config.kafka(), String.join(",", config.kafka().bootstrapServers()))
            .of(cause);
    if (known.isPresent()) {
      return ServiceException.ofSettings(known.get().line());
    }
    String what =
        cause.getCause() == null
            ? "within %d s".formatted(LIMIT_SECONDS)
            : "as they should: " + cause.getCause().getMessage();
    return new ServiceException(
        "the brokers at %s do not answer %s; check bootstrap.servers and the kafka.* security settings"
            .formatted(String.join(",", config.kafka().bootstrapServers()), what),
        cause);
  }
}
