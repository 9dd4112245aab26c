package io.hubstream.payload;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.core.functions.CheckedSupplier;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Payload;
import io.hubstream.content.Sha256;
import io.hubstream.content.Stage;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A store that is asked again after what may pass, and left alone while it is down: then a circuit
 * breaker answers in its place, and lets one request through from time to time.
 *
 * <p>A store that says "you may not" leaves open whether the record or our credentials are to
 * blame. Where it still says so after it gave another object, that was read before, or said that
 * the other is gone, it is the record; else it is an outage.
 *
 * <p>Safe for any thread; closing it closes the store.
 */
final class GuardedStore implements AutoCloseable {
  private static final int ATTEMPTS = 4;
  private static final Duration FIRST_PROBE = Duration.ofMillis(500);
  private static final Duration LONGEST_PROBE_PAUSE = Duration.ofSeconds(5);
  private static final int WINDOW = 8;
  private static final int AT_LEAST = 4;

  private final RemoteStore store;
  private final Limits limits;
  private final Retry retry;
  private final CircuitBreaker breaker;
  private final AtomicReference<Optional<URI>> good = new AtomicReference<>(Optional.empty());
  private final AtomicReference<String> last = new AtomicReference<>("");
  private final AtomicReference<Optional<URI>> suspect = new AtomicReference<>(Optional.empty());

  /**
   * @param fetch longest time of one try to read an object
   * @param probe longest time of a question whether one can be read
   * @param pause before the second try; the next ones are longer
   */
  record Limits(Duration fetch, Duration probe, Duration pause) {}

  GuardedStore(RemoteStore store, Limits limits) {
    this.store = store;
    this.limits = limits;
    this.retry =
        Retry.of(
            store.name(),
            RetryConfig.custom()
                .maxAttempts(ATTEMPTS)
                .intervalFunction(
                    IntervalFunction.ofExponentialRandomBackoff(limits.pause(), 2.0, 0.5))
                .retryOnException(GuardedStore::isOutage)
                .build());
    this.breaker =
        CircuitBreaker.of(
            store.name(),
            CircuitBreakerConfig.custom()
                .slidingWindowSize(WINDOW)
                .minimumNumberOfCalls(AT_LEAST)
                .permittedNumberOfCallsInHalfOpenState(1)
                .waitIntervalFunctionInOpenState(
                    IntervalFunction.ofExponentialBackoff(FIRST_PROBE, 2.0, LONGEST_PROBE_PAUSE))
                .recordException(GuardedStore::isOutage)
                .ignoreExceptions(InterruptedException.class)
                .build());
  }

  private static boolean isOutage(Throwable error) {
    return error instanceof StoreFailure failure && failure.kind() == StoreFailure.Kind.UNAVAILABLE;
  }

  String name() {
    return store.name();
  }

  boolean holds(URI uri) {
    return store.holds(uri);
  }

  void warmUp() throws InterruptedException {
    store.warmUp(limits.fetch());
  }

  /** As {@link PayloadSource#fetch}; the length was checked. */
  ByteBuffer fetch(Payload.Reference reference)
      throws BadRecordException, StoreUnavailableException, InterruptedException {
    ByteBuffer bytes;
    try {
      bytes = call(Retry.decorateCheckedSupplier(retry, guarded(() -> read(reference))));
    } catch (StoreFailure e) {
      throw failed(reference, e);
    } catch (CallNotPermittedException e) {
      throw unavailable(reference.uri(), last.get());
    }
    good.set(Optional.of(reference.uri()));
    clear(reference.uri());
    String found = Sha256.hex(bytes);
    if (!found.equals(reference.sha256())) {
      throw bad(
          FailureKind.PAYLOAD_MISMATCH,
          "the payload is not what the claim check says: SHA-256 is %s, not %s"
              .formatted(found, reference.sha256()));
    }
    return bytes.asReadOnlyBuffer();
  }

  private ByteBuffer read(Payload.Reference reference) throws StoreFailure, InterruptedException {
    PayloadSink sink = new PayloadSink((int) reference.length());
    try {
      return sink.whole(store.read(reference.uri(), reference.etag(), sink, limits.fetch()));
    } catch (StoreFailure e) {
      if (isOutage(e)) {
        last.set(e.reason());
      }
      throw e;
    }
  }

  private <T> CheckedSupplier<T> guarded(CheckedSupplier<T> request) {
    return CircuitBreaker.decorateCheckedSupplier(breaker, request);
  }

  /** The library's own type for what may throw is Throwable. */
  private static <T> T call(CheckedSupplier<T> request) throws StoreFailure, InterruptedException {
    try {
      return request.get();
    } catch (StoreFailure | InterruptedException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a request throws no other", e);
    }
  }

  /** Whether the object that could not be had last can be, or whether the store says why not. */
  boolean answers() {
    Optional<URI> uri = suspect.get();
    try {
      return uri.isEmpty() || tells(uri.get());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean tells(URI uri) throws InterruptedException {
    try {
      return call(guarded(() -> touched(uri)));
    } catch (StoreFailure e) {
      return switch (e.kind()) {
        case UNAVAILABLE -> false;
        case DENIED -> givesAnother(uri);
        case MISSING, CHANGED, MISMATCH, REFUSED -> true;
      };
    } catch (CallNotPermittedException e) {
      return false;
    }
  }

  private boolean touched(URI uri) throws StoreFailure, InterruptedException {
    store.touch(uri, limits.probe());
    return true;
  }

  private BadRecordException failed(Payload.Reference reference, StoreFailure e)
      throws StoreUnavailableException, InterruptedException {
    BadRecordException fault = fault(reference, e);
    clear(reference.uri());
    return fault;
  }

  private BadRecordException fault(Payload.Reference reference, StoreFailure e)
      throws StoreUnavailableException, InterruptedException {
    return switch (e.kind()) {
      case MISSING -> bad(FailureKind.PAYLOAD_MISSING, told(reference, e));
      case CHANGED, MISMATCH ->
          bad(
              FailureKind.PAYLOAD_MISMATCH,
              "the payload is not what the claim check says: " + told(reference, e));
      case REFUSED -> bad(FailureKind.PAYLOAD_REFUSED, told(reference, e));
      case DENIED -> {
        if (!givesAnother(reference.uri()) || !isDenied(reference.uri())) {
          throw unavailable(reference.uri(), e.reason());
        }
        yield bad(
            FailureKind.PAYLOAD_REFUSED,
            "the store gives other payloads, but not this one: " + told(reference, e));
      }
      case UNAVAILABLE -> throw unavailable(reference.uri(), e.reason());
    };
  }

  private boolean givesAnother(URI denied) throws InterruptedException {
    Optional<URI> other = good.get().filter(uri -> !uri.equals(denied));
    if (other.isEmpty()) {
      return false;
    }
    try {
      return touched(other.get());
    } catch (StoreFailure e) {
      // Payloads may be deleted in time; who may not read is not told that one is gone.
      return e.kind() == StoreFailure.Kind.MISSING;
    }
  }

  /** Asked after the other: what was in the way of both may have passed between them. */
  private boolean isDenied(URI uri) throws InterruptedException {
    try {
      return !touched(uri);
    } catch (StoreFailure e) {
      return e.kind() == StoreFailure.Kind.DENIED;
    }
  }

  /** What is known of an object needs no probe. */
  private void clear(URI known) {
    suspect.updateAndGet(uri -> uri.filter(each -> !each.equals(known)));
  }

  private StoreUnavailableException unavailable(URI uri, String reason) {
    suspect.set(Optional.of(uri));
    return new StoreUnavailableException(
        store.name(),
        "the payload store %s does not give %s: %s"
            .formatted(store.name(), uri.getRawPath(), reason),
        null);
  }

  private String told(Payload.Reference reference, StoreFailure e) {
    return "%s: %s".formatted(reference.uri().getRawPath(), e.reason());
  }

  private static BadRecordException bad(FailureKind kind, String message) {
    return new BadRecordException(kind, Stage.PAYLOAD, message);
  }

  @Override
  public void close() {
    store.close();
  }
}
