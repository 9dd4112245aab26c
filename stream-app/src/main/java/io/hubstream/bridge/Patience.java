package io.hubstream.bridge;

import io.hubstream.records.RegistryOutageException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Tries again, ever more slowly, what failed for reasons that may pass.
 *
 * <p>Any thread may wait; {@link #stop} ends all waiting for good.
 */
final class Patience {
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(15);

  private final CountDownLatch stopped = new CountDownLatch(1);
  private final BridgeListener listener;
  private final Runnable recovery;

  /** Something that may fail for a while. */
  interface Attempt<T> {
    T make() throws UnusableEventException, IOException, InterruptedException;
  }

  /**
   * @param recovery called between two tries
   */
  Patience(BridgeListener listener, Runnable recovery) {
    this.listener = listener;
    this.recovery = recovery;
  }

  /**
   * Tries until it works, or the time is up.
   *
   * @param limit empty for as long as it takes
   * @throws UnusableEventException it says so, or the time was up
   * @throws StoppedException the bridge is being closed
   */
  <T> T run(Optional<Duration> limit, Attempt<T> attempt)
      throws UnusableEventException, InterruptedException {
    long start = System.nanoTime();
    Duration pause = FIRST;
    boolean failed = false;
    while (true) {
      if (stopped.getCount() == 0) {
        throw new StoppedException();
      }
      try {
        T result = attempt.make();
        if (failed) {
          listener.goesOn();
        }
        return result;
      } catch (InterruptException e) {
        throw new InterruptedException("interrupted while Kafka was asked");
      } catch (KafkaException | RegistryOutageException | IOException e) {
        failed = true;
        String reason = words(e);
        Duration past = Duration.ofNanos(System.nanoTime() - start);
        if (limit.isPresent() && past.compareTo(limit.get()) > 0) {
          listener.goesOn();
          throw new UnusableEventException(
              "%s; that lasted for %d s (bridge.lookup.timeout.ms)"
                  .formatted(reason, past.toSeconds()));
        }
        listener.waiting(reason);
      }
      recovery.run();
      stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
      pause = pause.compareTo(LONGEST) < 0 ? pause.multipliedBy(2) : pause;
    }
  }

  private static String words(Exception failure) {
    String text = failure.getMessage();
    return text == null || text.isBlank() ? failure.getClass().getSimpleName() : text;
  }

  /** Lets nobody wait any longer. */
  void stop() {
    stopped.countDown();
  }

  /** The bridge is being closed: what is under way is not done, and will come again. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException() {
      super("the bridge is being closed");
    }
  }
}
