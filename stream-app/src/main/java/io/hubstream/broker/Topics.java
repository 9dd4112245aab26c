package io.hubstream.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes topics, and says what is there.
 *
 * <p>Owner thread: none; calls block up to the given limit. The admin client belongs to the caller.
 */
public final class Topics {
  private static final long RETRY_MS = 20;

  private final Admin admin;
  private final Duration limit;

  /**
   * @param limit longest wait of each call
   */
  public Topics(Admin admin, Duration limit) {
    this.admin = admin;
    this.limit = limit;
  }

  /**
   * Makes the topics that are not there yet, and waits until every partition has a leader that
   * answers. The broker says "created" some 200 ms earlier than that, and an idempotent producer
   * that writes in between can lose its sequence.
   *
   * @throws TopicException a topic could not be made, or is not ready in time
   */
  public void create(Collection<Topic> topics) throws InterruptedException {
    List<NewTopic> wanted = new ArrayList<>();
    for (Topic topic : topics) {
      wanted.add(
          new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
              .configs(topic.config()));
    }
    for (Map.Entry<String, KafkaFuture<Void>> made :
        admin.createTopics(wanted).values().entrySet()) {
      try {
        made.getValue().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw new TopicException(
              "Topic %s could not be made: %s".formatted(made.getKey(), reason(e)), e);
        }
      } catch (TimeoutException e) {
        throw new TopicException("Topic " + made.getKey() + " was not made in time", e);
      }
    }
    awaitLeaders(topics);
  }

  private void awaitLeaders(Collection<Topic> topics) throws InterruptedException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    for (Map.Entry<String, Integer> topic :
        partitions(topics.stream().map(Topic::name).toList()).entrySet()) {
      for (int partition = 0; partition < topic.getValue(); partition++) {
        wanted.put(new TopicPartition(topic.getKey(), partition), OffsetSpec.latest());
      }
    }
    retry("No leader for some partition of " + topics, () -> admin.listOffsets(wanted).all());
  }

  /**
   * Number of partitions of each topic.
   *
   * @return in name order
   * @throws TopicException naming the topic that is not there
   */
  public SortedMap<String, Integer> partitions(Collection<String> names)
      throws InterruptedException {
    SortedMap<String, Integer> counts = new TreeMap<>();
    describe(names).forEach((name, topic) -> counts.put(name, topic.partitions().size()));
    return counts;
  }

  /**
   * Describes topics.
   *
   * @throws TopicException naming the topic that is not there
   */
  public Map<String, TopicDescription> describe(Collection<String> names)
      throws InterruptedException {
    return retry(
        "Cannot describe the topics " + names,
        () -> admin.describeTopics(List.copyOf(names)).allTopicNames());
  }

  /** The names among these that do not exist, in the given order. */
  public List<String> missing(Collection<String> names) throws InterruptedException {
    try {
      Set<String> there = admin.listTopics().names().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return names.stream().filter(name -> !there.contains(name)).toList();
    } catch (ExecutionException e) {
      throw new TopicException("Cannot list the topics: " + reason(e), e);
    } catch (TimeoutException e) {
      throw new TopicException("The broker did not list its topics in time", e);
    }
  }

  private <T> T retry(String failure, Supplier<KafkaFuture<T>> call) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        return call.get().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      } catch (ExecutionException e) {
        if (!settling(e.getCause()) || System.nanoTime() > deadline) {
          throw new TopicException(failure + ": " + reason(e), e);
        }
      } catch (TimeoutException e) {
        throw new TopicException(failure + " in time", e);
      }
      Thread.sleep(RETRY_MS);
    }
  }

  private static boolean settling(@Nullable Throwable cause) {
    return cause instanceof UnknownTopicOrPartitionException || cause instanceof RetriableException;
  }

  private static String reason(ExecutionException failure) {
    Throwable cause = failure.getCause();
    return String.valueOf(cause == null ? failure.getMessage() : cause.getMessage());
  }
}
