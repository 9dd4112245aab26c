package io.hubstream.broker;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real Kafka broker in this JVM: one combined KRaft node that listens on the loopback address
 * only.
 *
 * <p>Owner thread: whoever started it. Any thread may ask for the address or for the failure. Close
 * is idempotent and takes at most {@link #CLOSE_LIMIT}; the log folder stays, and a broker that is
 * started on it again has the same topics, records and port.
 *
 * <p>It is a convenience and no production broker: a fault that would end the process of a broker
 * is logged and kept in {@link #failure()} instead. That holds for the whole JVM, because Kafka's
 * exit procedures are global.
 */
public final class EmbeddedBroker implements AutoCloseable {
  /** The longest that {@link #close()} waits for the broker's threads. */
  public static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final int START_ATTEMPTS = 5;

  private final KafkaRaftServer server;
  private final BrokerPorts ports;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedBroker(KafkaRaftServer server, BrokerPorts ports) {
    this.server = server;
    this.ports = ports;
  }

  /** Starts a broker with the log folder {@code dir}, which is created where it is not there. */
  public static EmbeddedBroker start(Path dir) {
    return start(dir, Map.of());
  }

  /**
   * Starts a broker and waits until it takes requests.
   *
   * @param dir log folder; that of an earlier broker goes on where it ended
   * @param overrides broker settings that replace the ones chosen here
   * @throws IllegalStateException the broker did not start; the message says why
   */
  public static EmbeddedBroker start(Path dir, Map<String, String> overrides) {
    ExitGuard.install();
    RuntimeException last = null;
    for (int attempt = 0; attempt < START_ATTEMPTS; attempt++) {
      BrokerPorts ports = BrokerPorts.choose(dir, attempt > 0);
      try {
        return startOn(dir, ports, overrides);
      } catch (RuntimeException | IOException e) {
        if (!BrokerPorts.isTaken(e)) {
          throw new IllegalStateException("The broker in " + dir + " did not start: " + e, e);
        }
        last = new IllegalStateException("No free port for the broker in " + dir, e);
      }
    }
    throw last == null ? new IllegalStateException("unreachable") : last;
  }

  /**
   * Starts a broker on this port of the loopback address.
   *
   * @throws IllegalStateException the broker did not start; the message says why
   */
  public static EmbeddedBroker startAt(Path dir, int port) {
    ExitGuard.install();
    try {
      return startOn(dir, BrokerPorts.on(port), Map.of());
    } catch (RuntimeException | IOException e) {
      String why = BrokerPorts.isTaken(e) ? "port " + port + " is taken" : e.toString();
      throw new IllegalStateException("The broker in " + dir + " did not start: " + why, e);
    }
  }

  private static EmbeddedBroker startOn(Path dir, BrokerPorts ports, Map<String, String> overrides)
      throws IOException {
    Map<String, String> settings = new TreeMap<>(BrokerSettings.of(dir, ports));
    settings.putAll(overrides);
    formatOnce(Path.of(settings.getOrDefault("log.dirs", "")));
    KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(settings), Time.SYSTEM);
    try {
      server.startup();
      ports.save(dir);
    } catch (RuntimeException | IOException e) {
      shutdown(server);
      throw e;
    }
    log.info("Broker in this JVM at {}, log folder {}", ports.bootstrapServers(), dir);
    return new EmbeddedBroker(server, ports);
  }

  private static void formatOnce(Path log) throws IOException {
    if (Files.exists(log.resolve("meta.properties"))) {
      return;
    }
    Files.createDirectories(log);
    try {
      new Formatter()
          .setPrintStream(new PrintStream(PrintStream.nullOutputStream(), false, UTF_8))
          .setNodeId(BrokerSettings.NODE_ID)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
          .setMetadataLogDirectory(log.toString())
          .addDirectory(log.toString())
          .run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot format the log folder " + log, e);
    }
  }

  /** Host and port for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return ports.bootstrapServers();
  }

  /** What would have ended a broker's process since the first broker of this JVM was started. */
  public Optional<String> failure() {
    return ExitGuard.failure();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      shutdown(server);
    }
  }

  private static void shutdown(KafkaRaftServer server) {
    Thread closer = new Thread(() -> shutdownQuietly(server), "embedded-broker-close");
    closer.setDaemon(true);
    closer.start();
    @Nullable InterruptedException interrupted = null;
    try {
      closer.join(CLOSE_LIMIT.toMillis());
    } catch (InterruptedException e) {
      interrupted = e;
    }
    if (closer.isAlive()) {
      log.warn("The broker is still closing after {} s; left to itself", CLOSE_LIMIT.toSeconds());
    }
    if (interrupted != null) {
      Thread.currentThread().interrupt();
    }
  }

  private static void shutdownQuietly(KafkaRaftServer server) {
    try {
      server.shutdown();
      server.awaitShutdown();
    } catch (RuntimeException e) {
      log.warn("The broker did not close cleanly", e);
    }
  }
}
