package io.hubstream.cli;

import io.hubstream.broker.EmbeddedBroker;
import io.hubstream.broker.ServiceTopics;
import io.hubstream.broker.Topics;
import io.hubstream.config.TopicNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hubstream broker}. */
@Command(
    name = "broker",
    description = {
      "Runs a Kafka broker with the topics of the service, on the loopback address: to try things out"
          + " without an installation of Kafka. Not for production.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream broker --dir /tmp/hubstream-broker",
      "  hubstream broker --dir /tmp/hubstream-broker --port 19092 --partitions 6",
      "",
      "Ctrl-C ends it; the folder keeps what was written, and the next start goes on from there."
    })
final class BrokerCommand extends BaseCommand {
  private static final Duration TOPICS_LIMIT = Duration.ofSeconds(30);

  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the broker's log; created if need be.")
  private Path dir = Path.of("");

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "9092",
      description = "Port for clients. Default: ${DEFAULT-VALUE}.")
  private int port = 9092;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      defaultValue = "3",
      description = "Partitions of topics that are made now. Default: ${DEFAULT-VALUE}.")
  private int partitions = 3;

  @Override
  public Integer call() throws InterruptedException {
    if (port < 1 || port > 65_535 || partitions < 1 || partitions > 64) {
      throw CommandFailure.usage("--port must be 1 to 65535, --partitions 1 to 64");
    }
    CountDownLatch ended = new CountDownLatch(1);
    try (EmbeddedBroker broker = EmbeddedBroker.startAt(dir.toAbsolutePath(), port)) {
      createTopics(broker);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    broker.close();
                    ended.countDown();
                  },
                  "hubstream-broker-close"));
      out().printf("Broker at %s, log in %s. Ctrl-C ends it.%n", broker.bootstrapServers(), dir);
      out().flush();
      ended.await();
    }
    return 0;
  }

  private void createTopics(EmbeddedBroker broker) throws InterruptedException {
    TopicNames names = TopicNames.DEFAULT;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      Topics topics = new Topics(admin, TOPICS_LIMIT);
      List<String> missing = topics.missing(names.all());
      topics.create(
          ServiceTopics.of(names, partitions).stream()
              .filter(topic -> missing.contains(topic.name()))
              .toList());
    }
  }
}
