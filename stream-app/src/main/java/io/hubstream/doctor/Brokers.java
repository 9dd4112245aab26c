package io.hubstream.doctor;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.preflight.BrokerFailure;
import io.hubstream.preflight.Preflight;
import io.hubstream.preflight.PreflightException;
import io.hubstream.service.KafkaClients;
import io.hubstream.service.ServiceException;
import io.hubstream.service.TopicChecks;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.common.KafkaException;

/**
 * The brokers that the settings name.
 *
 * @param servers asked first
 * @param profile what kind of brokers the settings say they are
 * @param count brokers in the cluster, 0 where none answered
 * @param problem why they or the topics cannot be used
 * @param seen of them
 */
record Brokers(
    String servers, String profile, int count, Optional<String> problem, Preflight seen) {
  /** How long brokers have to answer, unless the caller says otherwise. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  static Brokers ask(HubstreamConfig config, Duration limit) throws InterruptedException {
    Preflight seen = Preflight.look(config, limit);
    int count = 0;
    Optional<String> problem = seen.failure().map(BrokerFailure::line);
    if (problem.isEmpty()) {
      try (Admin admin = new KafkaClients(config.kafka()).admin()) {
        DescribeClusterOptions options =
            new DescribeClusterOptions().timeoutMs((int) limit.toMillis());
        count = admin.describeCluster(options).nodes().get().size();
        TopicChecks.check(admin, config);
      } catch (ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        problem =
            Optional.of(
                "they do not answer within %d s: %s"
                    .formatted(limit.toSeconds(), cause.getMessage()));
      } catch (ServiceException | KafkaException | PreflightException e) {
        problem = Optional.of(String.valueOf(e.getMessage()));
      }
    }
    return new Brokers(
        String.join(",", config.kafka().bootstrapServers()),
        config.kafka().profile().setting(),
        count,
        problem,
        seen);
  }
}
