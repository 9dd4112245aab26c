package io.hubstream.preflight;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.TopicNames;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.jspecify.annotations.Nullable;

/**
 * What the topics are like and what is permitted on them, as far as the brokers tell.
 *
 * <p>Owner thread: the caller's. The admin client belongs to the caller.
 */
final class TopicSurvey {
  private static final int METADATA_WITH_RIGHTS = 8;
  private static final List<String> SETTINGS =
      List.of(
          TopicConfig.CLEANUP_POLICY_CONFIG,
          TopicConfig.RETENTION_MS_CONFIG,
          TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
          TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);

  private final Admin admin;
  private final HubstreamConfig config;
  private final boolean rightsAreTold;
  private final Duration limit;
  private final Map<String, TopicDescription> found = new TreeMap<>();
  private final Map<String, String> denied = new TreeMap<>();

  /**
   * @param limit of each question
   */
  TopicSurvey(Admin admin, HubstreamConfig config, KnownRequests requests, Duration limit) {
    this.admin = admin;
    this.config = config;
    this.rightsAreTold = requests.has(ApiKeys.METADATA, METADATA_WITH_RIGHTS);
    this.limit = limit;
  }

  List<TopicFacts> topics() throws InterruptedException {
    Map<String, Optional<String>> problems = describe();
    Map<String, Map<String, String>> settings = settings();
    int content =
        Optional.ofNullable(found.get(config.topics().content()))
            .map(topic -> topic.partitions().size())
            .orElse(1);
    List<TopicFacts> facts = new ArrayList<>();
    problems.forEach(
        (name, problem) ->
            facts.add(
                new TopicFacts(
                    name,
                    Optional.ofNullable(found.get(name))
                        .map(topic -> OptionalInt.of(topic.partitions().size()))
                        .orElse(OptionalInt.empty()),
                    settings.getOrDefault(name, Map.of()),
                    problem,
                    CreateCommands.of(config, name, content))));
    return facts;
  }

  private Map<String, Optional<String>> describe() throws InterruptedException {
    Map<String, Optional<String>> problems = new LinkedHashMap<>();
    DescribeTopicsOptions options =
        new DescribeTopicsOptions()
            .includeAuthorizedOperations(rightsAreTold)
            .timeoutMs((int) limit.toMillis());
    Map<String, KafkaFuture<TopicDescription>> answers =
        admin.describeTopics(config.topics().all(), options).topicNameValues();
    for (String name : config.topics().all()) {
      problems.put(name, Optional.empty());
      try {
        KafkaFuture<TopicDescription> answer = answers.get(name);
        if (answer != null) {
          found.put(name, answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
        }
      } catch (ExecutionException | TimeoutException e) {
        @Nullable Throwable cause = e.getCause();
        if (cause instanceof AuthorizationException) {
          denied.put(name, String.valueOf(cause.getMessage()));
        }
        problems.put(name, Optional.of(words(cause == null ? e : cause)));
      }
    }
    return problems;
  }

  private static String words(Throwable failure) {
    return failure instanceof UnknownTopicOrPartitionException
        ? "it is missing"
        : Redacted.of(String.valueOf(failure.getMessage()));
  }

  /** Each topic by itself, because one that may not be described spoils the answer for all. */
  private Map<String, Map<String, String>> settings() throws InterruptedException {
    Map<String, Map<String, String>> all = new TreeMap<>();
    for (String name : found.keySet()) {
      ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name);
      try {
        Config told =
            admin
                .describeConfigs(List.of(topic))
                .all()
                .get(limit.toMillis(), TimeUnit.MILLISECONDS)
                .getOrDefault(topic, new Config(List.of()));
        all.put(name, ofInterest(told));
      } catch (ExecutionException | TimeoutException e) {
        all.put(name, Map.of());
      }
    }
    return all;
  }

  private static Map<String, String> ofInterest(Config told) {
    Map<String, String> settings = new TreeMap<>();
    for (String key : SETTINGS) {
      @Nullable ConfigEntry entry = told.get(key);
      if (entry != null && entry.value() != null) {
        settings.put(key, entry.value());
      }
    }
    return settings;
  }

  /** To be called after {@link #topics}. */
  List<Right> rights(Transactions transactions) throws InterruptedException {
    TopicNames topics = config.topics();
    List<Right> rights = new ArrayList<>();
    rights.add(onTopic(topics.content(), AclOperation.READ));
    rights.add(onTopic(topics.enriched(), AclOperation.WRITE));
    rights.add(onTopic(topics.audit(), AclOperation.WRITE));
    rights.add(onTopic(topics.deadLetters(), AclOperation.WRITE));
    rights.add(onTopic(topics.modelRegistry(), AclOperation.READ));
    rights.add(onTopic(topics.modelRegistry(), AclOperation.WRITE));
    rights.add(onGroup());
    onTransactions(transactions).ifPresent(rights::add);
    return rights;
  }

  private Right onTopic(String name, AclOperation operation) {
    String on = "topic " + name;
    if (denied.containsKey(name)) {
      return new Right(on, operation.name(), Right.State.NO, denied.getOrDefault(name, ""));
    }
    @Nullable TopicDescription topic = found.get(name);
    @Nullable Set<AclOperation> permitted = topic == null ? null : topic.authorizedOperations();
    if (permitted == null || permitted.isEmpty()) {
      return new Right(
          on,
          operation.name(),
          Right.State.UNKNOWN,
          topic == null ? "the topic is not there" : "the brokers do not tell");
    }
    return permitted.contains(operation)
        ? new Right(on, operation.name(), Right.State.YES, "the brokers say so")
        : new Right(on, operation.name(), Right.State.NO, "they permit " + permitted);
  }

  /** Whoever may not see the offsets of a group may not join it either. */
  private Right onGroup() throws InterruptedException {
    String on = "group " + config.kafka().applicationId();
    String operation = AclOperation.READ.name();
    try {
      admin
          .listConsumerGroupOffsets(config.kafka().applicationId())
          .partitionsToOffsetAndMetadata()
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return new Right(on, operation, Right.State.YES, "its offsets can be read");
    } catch (ExecutionException e) {
      boolean refused = e.getCause() instanceof AuthorizationException;
      String said = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
      return new Right(
          on, operation, refused ? Right.State.NO : Right.State.UNKNOWN, Redacted.of(said));
    } catch (TimeoutException e) {
      return new Right(on, operation, Right.State.UNKNOWN, "the brokers do not answer in time");
    }
  }

  private Optional<Right> onTransactions(Transactions said) {
    String on = "transactional id " + config.kafka().applicationId() + "*";
    return switch (said.answer()) {
      case YES ->
          Optional.of(new Right(on, "DESCRIBE", Right.State.YES, "its coordinator was named"));
      case DENIED -> Optional.of(new Right(on, "DESCRIBE", Right.State.NO, said.reason()));
      case NO, UNKNOWN -> Optional.empty();
    };
  }
}
