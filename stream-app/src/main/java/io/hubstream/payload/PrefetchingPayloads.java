package io.hubstream.payload;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.Payload;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Fetches payloads ahead, beside the threads that take records in and decode them: a few at a time,
 * in the order in which they were claimed, within a bound of bytes.
 *
 * <p>A record waits for its payload only so long; a fetch may take longer. When a record's wait is
 * over the transaction is given up, and its fetch goes on: {@link #available} is false until it has
 * ended, and then the payload is there at once for the record that comes again. So a payload that
 * no transaction could wait for is still got, and one that was fetched for nothing is used. A
 * record whose fetch cannot begin as others take too long fails like theirs.
 *
 * <p>Owner threads: its own fetch. Any thread may call. {@link #close()} interrupts them, fails
 * what waits, and closes the source.
 */
public final class PrefetchingPayloads implements PayloadSource, AutoCloseable {
  private static final Keeping KEEPING = new Keeping(Duration.ofMinutes(5), Duration.ofSeconds(10));

  private final PayloadSource source;
  private final Limits limits;
  private final ExecutorService threads;
  private final ScheduledThreadPoolExecutor clock;
  private final Map<Payload.Reference, Fetch> fetches = new LinkedHashMap<>();
  private final ArrayDeque<Fetch> waiting = new ArrayDeque<>();
  private int running;
  private long bytes;
  private boolean closed;

  /**
   * @param fetches at a time
   * @param bytes most that are fetched or held; one payload may always pass
   * @param longestWait longest wait of a record, from when its fetch begins
   */
  public record Limits(int fetches, long bytes, Duration longestWait) {}

  /**
   * What becomes of a payload that nobody came for again.
   *
   * @param unclaimed after this time it will hardly be wanted any more
   * @param sweep how often such ones are looked for
   */
  record Keeping(Duration unclaimed, Duration sweep) {}

  /**
   * @param source fetches on the calling thread; closed with this
   */
  public PrefetchingPayloads(PayloadSource source, Limits limits) {
    this(source, limits, KEEPING);
  }

  PrefetchingPayloads(PayloadSource source, Limits limits, Keeping keeping) {
    this.source = source;
    this.limits = limits;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            limits.fetches(), task -> daemon(task, "payload-" + number.getAndIncrement()));
    this.clock = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "payload-clock"));
    // A limit that was not reached must not hold a payload in memory until it would have been.
    clock.setRemoveOnCancelPolicy(true);
    long sweep = keeping.sweep().toMillis();
    clock.scheduleWithFixedDelay(
        () -> dropOld(keeping.unclaimed()), sweep, sweep, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, "hubstream-" + name);
    thread.setDaemon(true);
    return thread;
  }

  Duration longestWait() {
    return limits.longestWait();
  }

  @Override
  public ByteBuffer fetch(Payload.Reference reference)
      throws BadRecordException, StoreUnavailableException, InterruptedException {
    return source.fetch(reference);
  }

  @Override
  public String store(Payload.Reference reference) throws BadRecordException {
    return source.store(reference);
  }

  @Override
  public Claim claim(Payload.Reference reference, BooleanSupplier wanted) {
    String store;
    try {
      store = source.store(reference);
    } catch (BadRecordException e) {
      // It is told when the bytes are wanted.
      return new DirectClaim(source, reference);
    }
    FetchClaim claim;
    boolean there;
    List<Fetch> given = new ArrayList<>();
    synchronized (this) {
      if (closed) {
        return new DirectClaim(source, reference);
      }
      Fetch fetch = fetches.get(reference);
      if (fetch == null) {
        fetch = new Fetch(reference, store);
        fetches.put(reference, fetch);
        waiting.add(fetch);
      }
      claim = new FetchClaim(this, fetch, wanted);
      fetch.claims.add(claim);
      there = fetch.future.isDone();
      if (fetch.running) {
        limitWait(fetch, claim);
      } else if (!there) {
        limitQueue(fetch, claim);
      }
      begin(given);
    }
    given.forEach(this::giveUp);
    if (there) {
      claim.ready();
    }
    return claim;
  }

  /**
   * Begins as many fetches as there is room for.
   *
   * @param given gets those that nobody wants any more
   */
  private void begin(List<Fetch> given) {
    waiting.removeIf(
        fetch -> {
          boolean unwanted = !fetch.isWanted();
          if (unwanted) {
            fetches.remove(fetch.reference);
            given.add(fetch);
          }
          return unwanted;
        });
    while (running < limits.fetches()
        && !waiting.isEmpty()
        && !closed
        && makeRoom(waiting.element().length())) {
      Fetch next = waiting.remove();
      running++;
      bytes += next.length();
      next.running = true;
      next.claims.forEach(claim -> limitWait(next, claim));
      threads.execute(() -> run(next));
    }
  }

  /** From the oldest on, what nobody has claimed gives way. */
  private boolean makeRoom(long length) {
    Iterator<Fetch> oldest = fetches.values().iterator();
    while (bytes > 0 && bytes + length > limits.bytes()) {
      if (!oldest.hasNext()) {
        return false;
      }
      Fetch fetch = oldest.next();
      if (fetch.isIdle()) {
        oldest.remove();
        bytes -= fetch.length();
      }
    }
    return true;
  }

  private synchronized void dropOld(Duration unclaimed) {
    long now = System.nanoTime();
    fetches
        .values()
        .removeIf(
            fetch -> {
              boolean old = fetch.isIdle() && now - fetch.sinceNanos > unclaimed.toNanos();
              bytes -= old ? fetch.length() : 0;
              return old;
            });
  }

  private void limitWait(Fetch fetch, FetchClaim claim) {
    claim.limitedBy(
        clock.schedule(
            () -> {
              synchronized (this) {
                fetch.late |= fetch.running;
              }
              claim.ready();
            },
            limits.longestWait().toMillis(),
            TimeUnit.MILLISECONDS));
  }

  private void limitQueue(Fetch fetch, FetchClaim claim) {
    claim.limitedBy(
        clock.schedule(
            () -> overdue(fetch, claim), limits.longestWait().toMillis(), TimeUnit.MILLISECONDS));
  }

  /** What waits behind a fetch that takes too long waits for that one's store. */
  private void overdue(Fetch fetch, FetchClaim claim) {
    Optional<String> late;
    synchronized (this) {
      if (closed || fetch.running || fetch.future.isDone() || !fetch.claims.contains(claim)) {
        return;
      }
      late = fetches.values().stream().filter(Fetch::isLate).map(each -> each.store).findFirst();
      if (late.isEmpty()) {
        limitQueue(fetch, claim);
      }
    }
    late.ifPresent(claim::readyBehind);
  }

  private void run(Fetch fetch) {
    try {
      fetch.future.complete(source.fetch(fetch.reference));
    } catch (Exception | Error e) {
      fetch.future.completeExceptionally(e);
    }
    List<FetchClaim> claims;
    List<Fetch> given = new ArrayList<>();
    synchronized (this) {
      running--;
      fetch.running = false;
      fetch.sinceNanos = System.nanoTime();
      if (fetch.future.isCompletedExceptionally()) {
        fetches.remove(fetch.reference);
        bytes -= fetch.length();
      }
      claims = List.copyOf(fetch.claims);
      begin(given);
    }
    claims.forEach(FetchClaim::ready);
    given.forEach(this::giveUp);
  }

  private void giveUp(Fetch fetch) {
    fetch.future.completeExceptionally(
        new CancellationException("the payload is not wanted any more"));
    List<FetchClaim> claims;
    synchronized (this) {
      claims = List.copyOf(fetch.claims);
    }
    claims.forEach(FetchClaim::ready);
  }

  void done(Fetch fetch, FetchClaim claim, boolean used) {
    List<Fetch> given = new ArrayList<>();
    synchronized (this) {
      fetch.claims.remove(claim);
      if (fetch.isIdle() && used && fetches.remove(fetch.reference, fetch)) {
        bytes -= fetch.length();
      }
      fetch.sinceNanos = System.nanoTime();
      begin(given);
    }
    given.forEach(this::giveUp);
  }

  @Override
  public boolean available(String store) {
    synchronized (this) {
      for (Fetch fetch : fetches.values()) {
        if (fetch.isLate() && fetch.store.equals(store)) {
          return false;
        }
      }
    }
    return source.available(store);
  }

  /** Bytes that are fetched or held. */
  synchronized long bytes() {
    return bytes;
  }

  @Override
  public void close() throws Exception {
    List<Fetch> given;
    synchronized (this) {
      closed = true;
      given = List.copyOf(waiting);
      waiting.clear();
    }
    threads.shutdownNow();
    clock.shutdownNow();
    given.forEach(this::giveUp);
    if (source instanceof AutoCloseable closeable) {
      closeable.close();
    }
  }
}
