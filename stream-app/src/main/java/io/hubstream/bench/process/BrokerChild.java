package io.hubstream.bench.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A broker in a JVM of its own, on the loopback address.
 *
 * <p>Owned by one thread. {@link #close()} ends it; its folder stays.
 */
public final class BrokerChild implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration END_LIMIT = Duration.ofSeconds(10);

  private final ChildJvm child;
  private final String bootstrapServers;

  private BrokerChild(ChildJvm child, String bootstrapServers) {
    this.child = child;
    this.bootstrapServers = bootstrapServers;
  }

  /**
   * Starts a broker and waits until it takes requests.
   *
   * @param folder of its log
   * @param log file of what it has to say
   */
  public static BrokerChild start(Path folder, Path log) throws IOException, InterruptedException {
    ChildJvm child = ChildJvm.start("broker", BrokerProcess.class, List.of(), log);
    try {
      child.send(folder.toString());
      return new BrokerChild(child, child.await(START_LIMIT));
    } catch (InterruptedException | RuntimeException e) {
      child.close();
      throw e;
    }
  }

  /** Host and port for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  @Override
  public void close() {
    try {
      child.send("end");
      child.awaitEnd(END_LIMIT);
    } catch (ChildFailedException e) {
      // It has ended already, which is what was wanted.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      child.close();
    }
  }
}
