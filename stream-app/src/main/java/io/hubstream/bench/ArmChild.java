package io.hubstream.bench;

import io.hubstream.bench.arm.ArmJson;
import io.hubstream.bench.arm.ArmProcess;
import io.hubstream.bench.arm.ArmReply;
import io.hubstream.bench.arm.ArmSpec;
import io.hubstream.bench.arm.Measurement;
import io.hubstream.bench.process.ChildFailedException;
import io.hubstream.bench.process.ChildJvm;
import io.hubstream.bench.process.ResidentMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A process that runs an arm, from its parent's side: it becomes ready, is measured, and closes.
 *
 * <p>Owned by one thread. {@link #close()} ends the process, whatever it does.
 */
public final class ArmChild implements AutoCloseable {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(40);
  private static final Duration END_LIMIT = Duration.ofSeconds(30);
  private static final Duration COUNT_LIMIT = Duration.ofSeconds(30);

  private final ChildJvm child;

  private ArmChild(ChildJvm child) {
    this.child = child;
  }

  /**
   * Starts a process; it begins to work at once.
   *
   * @param name for people
   * @param jvmOptions further options
   */
  public static ArmChild start(String name, ArmSpec spec, List<String> jvmOptions, Path log)
      throws IOException {
    ChildJvm child = ChildJvm.start(name, ArmProcess.class, jvmOptions, log);
    child.send(ArmJson.write(spec));
    return new ArmChild(child);
  }

  /**
   * Waits until it is warm.
   *
   * @throws ChildFailedException it failed or took too long
   */
  public ArmReply.Findings awaitReady(Duration limit) throws InterruptedException {
    return Optional.ofNullable(await(ArmReply.Kind.READY, limit).findings())
        .orElse(ArmReply.Findings.NONE);
  }

  /**
   * Whether it became warm in this time.
   *
   * @throws ChildFailedException it failed
   */
  public boolean pollReady(Duration limit) throws InterruptedException {
    Optional<String> line = child.poll(limit);
    line.ifPresent(said -> reply(said, ArmReply.Kind.READY));
    return line.isPresent();
  }

  /**
   * How far it has come; between windows and within one.
   *
   * @throws ChildFailedException it failed or took too long
   */
  public ArmReply.Count count() throws InterruptedException {
    child.send(ArmJson.COUNT);
    return await(ArmReply.Kind.COUNTED, COUNT_LIMIT).counted().orElseThrow();
  }

  /** What the process holds of the machine's memory, in bytes; empty where the system hides it. */
  public OptionalLong residentBytes() {
    return ResidentMemory.of(child.pid());
  }

  /** Begins a window. */
  public void measure() {
    child.send(ArmJson.MEASURE);
  }

  /** Ends the window before its time. */
  public void stop() {
    child.send(ArmJson.STOP);
  }

  /**
   * The measurement, once the window is over.
   *
   * @throws ChildFailedException it failed
   */
  public Optional<Measurement> pollMeasured(Duration limit) throws InterruptedException {
    Optional<String> line = child.poll(limit);
    return line.isPresent()
        ? Optional.of(reply(line.get(), ArmReply.Kind.MEASURED).measured().orElseThrow())
        : Optional.empty();
  }

  /**
   * Lets it finish, and waits until everything that it did is committed and the process has ended.
   *
   * @throws ChildFailedException it failed or took too long
   */
  public void awaitClosed() throws InterruptedException {
    child.send(ArmJson.END);
    await(ArmReply.Kind.CLOSED, CLOSE_LIMIT);
    child.awaitEnd(END_LIMIT);
  }

  private ArmReply await(ArmReply.Kind kind, Duration limit) throws InterruptedException {
    return reply(child.await(limit), kind);
  }

  private ArmReply reply(String line, ArmReply.Kind wanted) {
    ArmReply reply = ArmJson.read(line, ArmReply.class);
    if (reply.kind() != wanted) {
      throw child.failed(
          reply.kind() == ArmReply.Kind.FAILED
              ? "failed: " + reply.failure()
              : "said %s instead of %s".formatted(reply.kind(), wanted));
    }
    return reply;
  }

  @Override
  public void close() {
    child.close();
  }
}
