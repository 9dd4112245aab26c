package io.hubstream.bench.scale;

import io.hubstream.bench.ArmChild;
import io.hubstream.bench.BenchSession;
import io.hubstream.bench.RunTopics;
import io.hubstream.bench.arm.Arm;
import io.hubstream.bench.arm.ArmReply;
import io.hubstream.bench.arm.ArmSpec;
import io.hubstream.bench.arm.CompilerWatch;
import io.hubstream.bench.arm.Measurement;
import io.hubstream.bench.arm.NullModel;
import io.hubstream.bench.process.ChildFailedException;
import io.hubstream.bench.workload.Backlog;
import io.hubstream.broker.Topic;
import io.hubstream.config.ConfigLoader;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.verify.TopicVerifier;
import io.hubstream.verify.Verification;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Processes of the service with topics of their own, and backlogs that appear before them all at
 * once: records stay in an open transaction until then.
 *
 * <p>Owned by one thread. {@link #close()} ends the processes.
 */
final class ScaleRig implements AutoCloseable {
  private static final Duration READY_POLL = Duration.ofMillis(500);
  private static final Duration STANDSTILL = Duration.ofSeconds(60);
  private static final Duration MEASURED_LIMIT = Duration.ofSeconds(10);
  private static final int FIRST_RECORDS = 1_000;
  private static final int WARM_RECORDS = 50_000;
  private static final long SMALL_BACKLOG = 20_000;
  private static final long FINE_MS = 2;
  private static final long COARSE_MS = 25;

  private final BenchSession session;
  private final RunTopics topics;
  private final Backlog backlog;
  private final List<ArmChild> children = new ArrayList<>();

  private ScaleRig(BenchSession session, RunTopics topics, Backlog backlog) {
    this.session = session;
    this.topics = topics;
    this.backlog = backlog;
  }

  /**
   * Starts it and waits until every process has done a record.
   *
   * @param run distinct name of the run
   */
  static ScaleRig start(BenchSession session, Series.Layout layout, String run)
      throws IOException, InterruptedException {
    RunTopics topics = RunTopics.of(run, run + ".content", run + ".registry");
    session.topics().create(topics.own(layout.partitions()));
    session
        .topics()
        .create(
            List.of(
                Topic.of(topics.names().content(), layout.partitions()),
                Topic.compacted(topics.names().modelRegistry(), 1)));
    Backlog backlog =
        Backlog.hidden(
            session.bootstrapServers(),
            topics.names().content(),
            layout.partitions(),
            session.workload().items(),
            session.options().seed(),
            session.codecs());
    ScaleRig rig = new ScaleRig(session, topics, backlog);
    try {
      rig.startAll(run, layout);
      return rig;
    } catch (IOException | InterruptedException | RuntimeException e) {
      rig.close();
      throw e;
    }
  }

  private void startAll(String run, Series.Layout layout) throws IOException, InterruptedException {
    List<DesiredVersion> models = NullModel.versions(layout.models());
    for (int i = 0; i < layout.instances(); i++) {
      ArmSpec spec = session.spec(Arm.NULL_MODEL, run, Integer.toString(i), topics, models);
      if (i == 0) {
        session.topics().activate(ConfigLoader.of(spec.settings()), models);
      }
      children.add(session.start(run, spec));
    }
    for (ArmChild child : children) {
      awaitReady(child);
    }
  }

  /** Goes on publishing: a process that joined late has no record to do otherwise. */
  private void awaitReady(ArmChild child) throws InterruptedException {
    long deadline = System.nanoTime() + BenchSession.readyLimit().toNanos();
    do {
      stage(FIRST_RECORDS);
      backlog.reveal();
      if (System.nanoTime() > deadline) {
        throw new ChildFailedException(
            "a process did no record within %d s".formatted(BenchSession.readyLimit().toSeconds()));
      }
    } while (!child.pollReady(READY_POLL));
  }

  /** Publishes records that are not seen yet. */
  private void stage(long records) {
    backlog.fillTo(backlog.published() + records, done -> {});
  }

  /**
   * Keeps it busy until the time has passed and the compiler has come to rest, or three times the
   * time has passed; then lets it finish what there is.
   */
  void warmUp(Duration least) throws InterruptedException {
    long begun = System.nanoTime();
    CompilerWatch compiler = new CompilerWatch(begun, count().jitMillis());
    boolean warm = false;
    while (!warm) {
      stage(WARM_RECORDS);
      ArmReply.Count count = awaitDone(backlog.published() - WARM_RECORDS);
      backlog.reveal();
      long now = System.nanoTime();
      boolean quiet = compiler.isQuiet(now, count.jitMillis());
      long passed = now - begun;
      warm =
          passed >= least.toNanos() && (quiet || passed >= ArmSpec.MOST_WARM_UPS * least.toNanos());
    }
    awaitDone(backlog.published());
  }

  private ArmReply.Count awaitDone(long records) throws InterruptedException {
    return awaitDone(records, COARSE_MS, new Quarters(records, System.nanoTime()), 0);
  }

  /** Shows a backlog and measures until its last record is done. */
  ScaleRun run(long records) throws InterruptedException {
    long before = backlog.published();
    stage(records);
    children.forEach(ArmChild::measure);
    count(); // An answer tells that the window has begun.
    long shown = System.nanoTime();
    Quarters quarters = new Quarters(records, shown);
    backlog.reveal();
    awaitDone(
        backlog.published(), records <= SMALL_BACKLOG ? FINE_MS : COARSE_MS, quarters, before);
    children.forEach(ArmChild::stop);
    return ScaleRun.of(measured(), quarters);
  }

  private ArmReply.Count awaitDone(long records, long everyMs, Quarters quarters, long before)
      throws InterruptedException {
    long last = -1;
    long since = System.nanoTime();
    while (true) {
      ArmReply.Count count = count();
      long now = System.nanoTime();
      quarters.at(now, count.records() - before);
      if (count.records() >= records) {
        return count;
      }
      if (count.records() > last) {
        last = count.records();
        since = now;
      } else if (now - since > STANDSTILL.toNanos()) {
        throw new IllegalStateException(
            "%d of %d records are done, and none was for %d s"
                .formatted(count.records(), records, STANDSTILL.toSeconds()));
      }
      Thread.sleep(everyMs);
    }
  }

  private ArmReply.Count count() throws InterruptedException {
    ArmReply.Count sum = new ArmReply.Count(0, 0);
    for (ArmChild child : children) {
      sum = sum.plus(child.count());
    }
    return sum;
  }

  private Measurement measured() throws InterruptedException {
    Optional<Measurement> sum = Optional.empty();
    for (ArmChild child : children) {
      Measurement one =
          child
              .pollMeasured(MEASURED_LIMIT)
              .orElseThrow(() -> new ChildFailedException("a process did not end its window"));
      sum = Optional.of(sum.map(one::plus).orElse(one));
    }
    return sum.orElseThrow();
  }

  /** Ends the processes, reads everything back, and gives its room on the disk back. */
  Verification finish() throws InterruptedException {
    for (ArmChild child : children) {
      child.awaitClosed();
    }
    Verification verification =
        new TopicVerifier(
                Map.of("bootstrap.servers", session.bootstrapServers()),
                topics.sources(),
                session.codecs())
            .verify(TopicVerifier.Listener.NONE);
    session.topics().delete(topics.ownNames());
    session.topics().delete(List.of(topics.names().content(), topics.names().modelRegistry()));
    return verification;
  }

  @Override
  public void close() {
    backlog.close();
    children.forEach(ArmChild::close);
  }
}
