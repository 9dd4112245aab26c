package io.hubstream.batching;

import io.hubstream.content.ModelInput;
import io.hubstream.serving.Servable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one batch scheduler of a device: a queue for each servable, and a fixed number of inference
 * threads that run batches.
 *
 * <p>Owner threads: its own inference threads run the models and call the sinks. Any thread may
 * submit. {@link #close()} stops taking rows, fails those that wait, and waits (bounded) for the
 * runs under way.
 */
public final class BatchScheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchScheduler.class);
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(10);

  private final BatchPolicy policy;
  private final RunWatch watch;
  private final BatchRunner runner;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<Servable, ServableQueue> queues = new IdentityHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private int hurries;
  private boolean closed;

  /**
   * @param concurrency runs at a time, 1 or more
   * @param runTimeout longest run; the rows of a longer one fail as if the device had failed
   */
  public BatchScheduler(
      BatchPolicy policy, int concurrency, Duration runTimeout, BatchMetrics metrics) {
    this.policy = policy;
    this.watch = new RunWatch(runTimeout);
    this.runner = new BatchRunner(policy, watch, metrics);
    for (int i = 0; i < concurrency; i++) {
      Thread thread = new Thread(this::runBatches, "hubstream-inference-" + i);
      thread.setDaemon(true);
      threads.add(thread);
      thread.start();
    }
  }

  /**
   * Queues the rows of one record for one model. The caller holds a lease on the servable until the
   * sink has heard of every row.
   *
   * @param sink hears of the slots {@code firstSlot}, {@code firstSlot + 1} and so on, one for each
   *     input in order
   */
  public void submit(
      Servable servable, List<? extends ModelInput> inputs, RowSink sink, int firstSlot) {
    long now = System.nanoTime();
    List<BatchItem> items = new ArrayList<>(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      items.add(new BatchItem(inputs.get(i), now, sink, firstSlot + i));
    }
    if (!enqueue(servable, items)) {
      IllegalStateException cause = new IllegalStateException("the batch scheduler is closed");
      items.forEach(item -> item.fail(cause));
    }
  }

  private boolean enqueue(Servable servable, List<BatchItem> items) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      ServableQueue queue = queue(servable);
      boolean first = queue.isEmpty();
      queue.addAll(items);
      // Somebody must wait for its age, or run it; whoever takes a batch wakes the next.
      if (first || queue.size() >= policy.maxSize()) {
        changed.signal();
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Tells that a record is on its way whose rows will be submitted to these later: their batches
   * wait for it, but no longer than the policy's timeout.
   */
  public void expect(List<Servable> servables) {
    lock.lock();
    try {
      if (!closed) {
        for (Servable servable : servables) {
          queue(servable).expect(1);
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells that all rows of an expected record were submitted, or that none will be. */
  public void arrived(List<Servable> servables) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      for (Servable servable : servables) {
        ServableQueue queue = queue(servable);
        queue.expect(-1);
        if (!queue.isExpecting()) {
          if (queue.isEmpty()) {
            queues.remove(servable);
          } else {
            // It may close earlier than its waiter thinks.
            changed.signal();
          }
        }
      }
    } finally {
      lock.unlock();
    }
  }

  private ServableQueue queue(Servable servable) {
    return queues.computeIfAbsent(servable, s -> new ServableQueue(s, policy));
  }

  /**
   * A commit waits: until the returned handle is closed, batches close as soon as no further row is
   * on its way to them.
   */
  public Hurry hurry() {
    lock.lock();
    try {
      hurries++;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return () -> {
      lock.lock();
      try {
        hurries--;
      } finally {
        lock.unlock();
      }
    };
  }

  /** Ends a hurry. */
  public interface Hurry extends AutoCloseable {
    @Override
    void close();
  }

  @Override
  public void close() {
    List<BatchItem> abandoned = new ArrayList<>();
    lock.lock();
    try {
      closed = true;
      queues.values().forEach(queue -> drainTo(queue, abandoned));
      queues.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    IllegalStateException cause = new IllegalStateException("the batch scheduler was closed");
    abandoned.forEach(item -> item.fail(cause));
    joinAll();
    watch.close();
  }

  private static void drainTo(ServableQueue queue, List<BatchItem> sink) {
    while (!queue.isEmpty()) {
      sink.addAll(queue.take());
    }
  }

  private void joinAll() {
    long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
    try {
      for (Thread thread : threads) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        thread.join(Math.max(1, left));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void runBatches() {
    while (true) {
      Closed next = awaitBatch();
      if (next == null) {
        return;
      }
      runGuarded(next);
    }
  }

  /** Whatever goes wrong beside the run: the rows are settled, and the thread lives on. */
  private void runGuarded(Closed next) {
    try {
      runner.run(next.servable(), next.items());
    } catch (RuntimeException | Error e) {
      LOG.error("an inference thread failed beside its run", e);
      next.items().forEach(item -> item.fail(e));
    }
  }

  private record Closed(Servable servable, List<BatchItem> items) {}

  /** The next batch, or null when the scheduler was closed. */
  private @Nullable Closed awaitBatch() {
    lock.lock();
    try {
      while (!closed) {
        long now = System.nanoTime();
        ServableQueue best = mostUrgent(now);
        if (best == null) {
          changed.await();
          continue;
        }
        long wait = best.nanosUntilReady(now, hurries > 0);
        if (wait <= 0) {
          return take(best);
        }
        changed.awaitNanos(wait);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    return null;
  }

  /**
   * The queue that may close a batch first; among those that may now, the one that waited longest.
   */
  private @Nullable ServableQueue mostUrgent(long now) {
    ServableQueue best = null;
    for (ServableQueue queue : queues.values()) {
      if (!queue.isEmpty() && (best == null || urgency(queue, now) < urgency(best, now))) {
        best = queue;
      }
    }
    return best;
  }

  private long urgency(ServableQueue queue, long now) {
    long wait = queue.nanosUntilReady(now, hurries > 0);
    return wait > 0 ? wait : queue.oldestNanos() - now - policy.timeout().toNanos();
  }

  private Closed take(ServableQueue queue) {
    List<BatchItem> items = queue.take();
    if (!queue.isEmpty()) {
      changed.signal();
    } else if (!queue.isExpecting()) {
      queues.remove(queue.servable());
    }
    return new Closed(queue.servable(), items);
  }
}
