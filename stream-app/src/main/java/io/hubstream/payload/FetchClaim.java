package io.hubstream.payload;

import io.hubstream.content.BadRecordException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/** One record's share of a {@link Fetch}. */
final class FetchClaim implements Claim {
  private final PrefetchingPayloads owner;
  private final Fetch fetch;
  private final BooleanSupplier wanted;
  private final long startNanos = System.nanoTime();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private volatile long readyNanos = startNanos;
  private volatile Optional<Future<?>> limit = Optional.empty();
  private volatile Optional<String> behind = Optional.empty();

  FetchClaim(PrefetchingPayloads owner, Fetch fetch, BooleanSupplier wanted) {
    this.owner = owner;
    this.fetch = fetch;
    this.wanted = wanted;
  }

  boolean isWanted() {
    return wanted.getAsBoolean();
  }

  /** What makes it ready when its wait is over; takes the place of the timer before. */
  void limitedBy(Future<?> timer) {
    limit.ifPresent(before -> before.cancel(false));
    limit = Optional.of(timer);
    if (ready.isDone()) {
      timer.cancel(false);
    }
  }

  /** The payload is there, or cannot be had, or takes too long. Not to be called under a lock. */
  void ready() {
    if (!ready.isDone()) {
      readyNanos = System.nanoTime();
      ready.complete(null);
      limit.ifPresent(timer -> timer.cancel(false));
    }
  }

  /** As {@link #ready()}: the fetch has not begun, for that store takes too long. */
  void readyBehind(String store) {
    behind = Optional.of(store);
    ready();
  }

  @Override
  public boolean isReady() {
    return ready.isDone();
  }

  @Override
  public void whenReady(Runnable then) {
    ready.thenRun(then);
  }

  @Override
  public ByteBuffer bytes() throws BadRecordException, StoreUnavailableException {
    if (!fetch.future.isDone() && behind.isPresent()) {
      throw new StoreUnavailableException(
          behind.get(),
          "the payload %s of %s waits behind fetches from %s, which take longer than %d ms"
              .formatted(
                  fetch.reference.uri().getRawPath(),
                  fetch.store,
                  behind.get(),
                  owner.longestWait().toMillis()),
          null);
    }
    if (!fetch.future.isDone()) {
      throw new StoreUnavailableException(
          fetch.store,
          "the payload %s of %s was not there within %d ms; it is still being fetched"
              .formatted(
                  fetch.reference.uri().getRawPath(), fetch.store, owner.longestWait().toMillis()),
          null);
    }
    try {
      return fetch.future.join().duplicate();
    } catch (CompletionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof BadRecordException bad) {
        throw bad;
      }
      if (cause instanceof StoreUnavailableException outage) {
        throw outage;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw e;
    }
  }

  @Override
  public Duration took() {
    return Duration.ofNanos(readyNanos - startNanos);
  }

  @Override
  public void done(boolean used) {
    owner.done(fetch, this, used);
  }
}
