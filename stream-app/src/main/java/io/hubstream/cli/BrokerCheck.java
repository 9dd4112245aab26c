package io.hubstream.cli;

import io.hubstream.config.KafkaSettings;
import io.hubstream.preflight.BrokerFailure;
import io.hubstream.preflight.FailureWords;
import io.hubstream.service.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Asks for a topic before a command works on it: producers and consumers wait for a minute and then
 * do not say whether the brokers or the topic are missing.
 */
final class BrokerCheck {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private BrokerCheck() {}

  /**
   * @throws CommandFailure the brokers do not answer in time, or the topic is not there
   */
  static void require(KafkaSettings kafka, String topic) throws InterruptedException {
    String brokers = String.join(",", kafka.bootstrapServers());
    try (Admin admin = new KafkaClients(kafka).admin()) {
      DescribeTopicsOptions options = new DescribeTopicsOptions().timeoutMs((int) LIMIT.toMillis());
      admin.describeTopics(List.of(topic), options).allTopicNames().get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof AuthorizationException) {
        return; // Whoever may not describe a topic may still be allowed to read or to write it.
      }
      if (cause instanceof TimeoutException) {
        throw CommandFailure.failed(
            "the brokers at %s do not answer within %d s; check bootstrap.servers and the kafka.* settings"
                .formatted(brokers, LIMIT.toSeconds()),
            e);
      }
      if (cause instanceof UnknownTopicOrPartitionException) {
        throw CommandFailure.failed(
            "topic '%s' is not there (brokers at %s); create it, or name another by topics.*"
                .formatted(topic, brokers),
            e);
      }
      Optional<BrokerFailure> known = new FailureWords(kafka, brokers).of(e);
      if (known.isPresent()) {
        throw CommandFailure.usage(known.get().line());
      }
      throw CommandFailure.failed(
          "the brokers at %s did not say whether topic '%s' is there: %s"
              .formatted(brokers, topic, cause == null ? e : cause.getMessage()),
          e);
    }
  }
}
