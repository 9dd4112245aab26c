package io.hubstream.broker;

import java.nio.file.Path;
import java.util.Map;

/**
 * Settings of the embedded broker: one node, small, quick to settle. They change how soon it
 * answers, and nothing of what it guarantees.
 */
final class BrokerSettings {
  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";
  private static final String BROKER_LISTENER = "BROKER";

  private BrokerSettings() {}

  static Map<String, String> of(Path dir, BrokerPorts ports) {
    String broker = "%s://%s".formatted(BROKER_LISTENER, ports.bootstrapServers());
    String controller =
        "%s://%s:%d".formatted(CONTROLLER_LISTENER, BrokerPorts.HOST, ports.controller());
    String voter = "%d@%s:%d".formatted(NODE_ID, BrokerPorts.HOST, ports.controller());
    return Map.ofEntries(
        Map.entry("process.roles", "broker,controller"),
        Map.entry("node.id", Integer.toString(NODE_ID)),
        Map.entry("controller.quorum.voters", voter),
        Map.entry("controller.listener.names", CONTROLLER_LISTENER),
        Map.entry("listeners", broker + "," + controller),
        Map.entry("advertised.listeners", broker),
        Map.entry("inter.broker.listener.name", BROKER_LISTENER),
        Map.entry("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT"),
        Map.entry("log.dirs", dir.resolve("log").toAbsolutePath().toString()),
        Map.entry("auto.create.topics.enable", "false"),
        // One node cannot replicate.
        Map.entry("offsets.topic.replication.factor", "1"),
        Map.entry("transaction.state.log.replication.factor", "1"),
        Map.entry("transaction.state.log.min.isr", "1"),
        Map.entry("share.coordinator.state.topic.replication.factor", "1"),
        Map.entry("share.coordinator.state.topic.min.isr", "1"),
        // Fifty partitions of internal topics would only cost start-up time.
        Map.entry("offsets.topic.num.partitions", "1"),
        Map.entry("transaction.state.log.num.partitions", "4"),
        Map.entry("share.coordinator.state.topic.num.partitions", "1"),
        // Groups settle at once; the streams protocol needs the shorter heartbeat for that.
        Map.entry("group.initial.rebalance.delay.ms", "0"),
        Map.entry("group.streams.initial.rebalance.delay.ms", "0"),
        Map.entry("group.streams.heartbeat.interval.ms", "500"),
        Map.entry("group.streams.min.heartbeat.interval.ms", "100"),
        Map.entry("group.min.session.timeout.ms", "1000"),
        // Small buffers and few threads: a guest in another program's JVM.
        Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
        Map.entry("num.network.threads", "2"),
        Map.entry("num.io.threads", "4"),
        Map.entry("background.threads", "2"));
  }
}
