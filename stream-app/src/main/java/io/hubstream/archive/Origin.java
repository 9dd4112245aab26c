package io.hubstream.archive;

import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.jspecify.annotations.Nullable;

/**
 * Which topic it is: a topic that was deleted and made again has the same name, and other records
 * at the same offsets.
 *
 * @param clusterId the cluster's id; empty where it is not known
 * @param topicId the topic's id; empty where the brokers have none, or do not tell
 * @param partitions how many partitions it had; 0 where it is not known
 */
public record Origin(String clusterId, String topicId, int partitions) {
  private static final Origin UNKNOWN = new Origin("", "", 0);

  /** As the brokers tell it; what they do not tell is not known. */
  public static Origin of(Admin admin, String topic) throws InterruptedException {
    TopicDescription described = describe(admin, topic);
    if (described == null) {
      return UNKNOWN;
    }
    String topicId =
        described.topicId().equals(Uuid.ZERO_UUID) ? "" : described.topicId().toString();
    String cluster = answer(admin.describeCluster().clusterId());
    return new Origin(cluster == null ? "" : cluster, topicId, described.partitions().size());
  }

  private static @Nullable TopicDescription describe(Admin admin, String topic)
      throws InterruptedException {
    return answer(admin.describeTopics(List.of(topic)).topicNameValues().get(topic));
  }

  private static <T> @Nullable T answer(@Nullable KafkaFuture<T> asked)
      throws InterruptedException {
    try {
      return asked == null ? null : asked.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof AuthorizationException || cause instanceof UnsupportedVersionException) {
        return null;
      }
      throw new KafkaException("the brokers do not say which topic it is", cause);
    }
  }

  /** Whether both are known, and are not the same topic. */
  public boolean contradicts(Origin other) {
    if (!topicId.isEmpty() && !other.topicId.isEmpty()) {
      return !topicId.equals(other.topicId);
    }
    return !clusterId.isEmpty() && !other.clusterId.isEmpty() && !clusterId.equals(other.clusterId);
  }
}
