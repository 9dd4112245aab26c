package io.hubstream.doctor;

import io.hubstream.config.HubstreamConfig;
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
 * @param count brokers in the cluster, 0 where none answered
 * @param problem why they or the topics cannot be used
 */
record Brokers(String servers, int count, Optional<String> problem) {
  /** How long brokers have to answer, unless the caller says otherwise. */
  static final Duration LIMIT = Duration.ofSeconds(10);

  static Brokers ask(HubstreamConfig config, Duration limit) throws InterruptedException {
    String servers = String.join(",", config.kafka().bootstrapServers());
    int count = 0;
    try (Admin admin = new KafkaClients(config.kafka()).admin()) {
      DescribeClusterOptions options =
          new DescribeClusterOptions().timeoutMs((int) limit.toMillis());
      count = admin.describeCluster(options).nodes().get().size();
      TopicChecks.check(admin, config);
      return new Brokers(servers, count, Optional.empty());
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String problem =
          "they do not answer within %d s: %s".formatted(limit.toSeconds(), cause.getMessage());
      return new Brokers(servers, count, Optional.of(problem));
    } catch (ServiceException | KafkaException e) {
      return new Brokers(servers, count, Optional.of(String.valueOf(e.getMessage())));
    }
  }
}
