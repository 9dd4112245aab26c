package io.hubstream.bench.latency;

import io.hubstream.bench.ArmChild;
import io.hubstream.bench.BenchSession;
import io.hubstream.bench.RunTopics;
import io.hubstream.bench.arm.Arm;
import io.hubstream.bench.arm.ArmSpec;
import io.hubstream.bench.process.ChildFailedException;
import io.hubstream.bench.workload.Backlog;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;

/**
 * A service in a process of its own, what sends to it, and what reads its outcomes.
 *
 * <p>Owned by one thread, the one that sends. {@link #close()} ends all of it.
 */
final class Rig implements AutoCloseable {
  private static final String RUN = "latency";
  private static final Duration STANDSTILL = Duration.ofSeconds(30);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
  private static final long TICK_MS = 20;

  /** Any longer, and the window would end by itself. */
  private static final ArmSpec.Timing UNTIL_TOLD = new ArmSpec.Timing(0, 0);

  private final RunTopics topics;
  private final HubstreamConfig config;
  private final OutcomeReader reader;
  private final LoadSender sender;
  private final ArmChild child;

  private Rig(
      RunTopics topics,
      HubstreamConfig config,
      OutcomeReader reader,
      LoadSender sender,
      ArmChild child) {
    this.topics = topics;
    this.config = config;
    this.reader = reader;
    this.sender = sender;
    this.child = child;
  }

  /** Starts it and waits until every model has run. */
  static Rig start(BenchSession session) throws IOException, InterruptedException {
    RunTopics topics = session.topicsOf(Arm.PIPELINE, RUN);
    session.topics().create(topics.own(session.options().partitions()));
    try (Backlog first = session.contentBacklog()) {
      first.fillTo(session.workload().items().size(), done -> {});
    }
    ArmSpec spec = session.spec(Arm.PIPELINE, RUN, "0", UNTIL_TOLD, 0);
    OutcomeReader reader =
        new OutcomeReader(session.bootstrapServers(), topics.names(), session.codecs());
    LoadSender sender = sender(session, topics);
    ArmChild child = session.start(RUN, spec);
    Rig rig = new Rig(topics, ConfigLoader.of(spec.settings()), reader, sender, child);
    try {
      child.awaitReady(BenchSession.readyLimit());
      child.measure();
      return rig;
    } catch (InterruptedException | RuntimeException e) {
      rig.close();
      throw e;
    }
  }

  private static LoadSender sender(BenchSession session, RunTopics topics) {
    return new LoadSender(
        session.bootstrapServers(),
        topics.names().content(),
        session.options().partitions(),
        session.workload().items(),
        session.options().seed(),
        session.codecs());
  }

  RunTopics topics() {
    return topics;
  }

  /** The settings of the service. */
  HubstreamConfig config() {
    return config;
  }

  OutcomeReader reader() {
    return reader;
  }

  LoadSender sender() {
    return sender;
  }

  /** What the service's process holds of the machine's memory, in bytes. */
  OptionalLong residentBytes() {
    return child.residentBytes();
  }

  /** Records sent that have no outcome yet. */
  long backlog() {
    return sender.sent() - reader.seen().count();
  }

  /**
   * @throws ChildFailedException the service failed
   * @throws IllegalStateException sending or reading failed
   */
  void requireAlive() throws InterruptedException {
    child.pollMeasured(Duration.ZERO);
    sender.requireAccepted();
    reader.seen();
  }

  /**
   * Waits until every record that was sent has its outcome.
   *
   * @throws IllegalStateException the outcomes stopped before
   */
  void awaitDrained() throws InterruptedException {
    long last = reader.seen().count();
    long since = System.nanoTime();
    while (backlog() > 0) {
      requireAlive();
      Thread.sleep(TICK_MS);
      long now = reader.seen().count();
      if (now > last) {
        last = now;
        since = System.nanoTime();
      } else if (System.nanoTime() - since > STANDSTILL.toNanos()) {
        throw new IllegalStateException(
            "%d records have no outcome, and none came for %d s"
                .formatted(backlog(), STANDSTILL.toSeconds()));
      }
    }
  }

  /** Lets the service commit what it has done, and end. */
  void stop() throws InterruptedException {
    child.stop();
    if (child.pollMeasured(STOP_LIMIT).isEmpty()) {
      throw new ChildFailedException(
          "the service did not stop within %d s".formatted(STOP_LIMIT.toSeconds()));
    }
    child.awaitClosed();
  }

  @Override
  public void close() {
    sender.close();
    reader.close();
    child.close();
  }
}
