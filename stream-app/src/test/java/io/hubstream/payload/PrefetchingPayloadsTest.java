package io.hubstream.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Payload;
import io.hubstream.content.Stage;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PrefetchingPayloadsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final GatedSource source = new GatedSource();
  private PrefetchingPayloads payloads = payloads(4, 1_000, LONG);

  /** Gives a payload when its gate is open; each has as many bytes as its claim check says. */
  private static final class GatedSource implements PayloadSource {
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final List<String> begun = new CopyOnWriteArrayList<>();
    private final Queue<ByteBuffer> given = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private volatile Optional<Exception> failure = Optional.empty();
    private volatile boolean available = true;

    private CountDownLatch gate(String name) {
      return gates.computeIfAbsent(name, n -> new CountDownLatch(1));
    }

    void open(String name) {
      gate(name).countDown();
    }

    @Override
    public ByteBuffer fetch(Payload.Reference reference)
        throws BadRecordException, StoreUnavailableException, InterruptedException {
      String name = reference.uri().getPath().substring(1);
      most.accumulateAndGet(running.incrementAndGet(), Math::max);
      begun.add(name);
      try {
        gate(name).await();
        if (failure.isPresent() && failure.get() instanceof StoreUnavailableException outage) {
          throw outage;
        }
        if (failure.isPresent() && failure.get() instanceof BadRecordException bad) {
          throw bad;
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) reference.length());
        given.add(bytes);
        return bytes;
      } finally {
        running.decrementAndGet();
      }
    }

    @Override
    public String store(Payload.Reference reference) throws BadRecordException {
      if (reference.uri().getPath().equals("/refused")) {
        throw new BadRecordException(FailureKind.PAYLOAD_REFUSED, Stage.PAYLOAD, "refused");
      }
      return reference.uri().getPath().equals("/other") ? "other store" : "store";
    }

    @Override
    public boolean available(String store) {
      return available;
    }
  }

  private PrefetchingPayloads payloads(int fetches, long bytes, Duration wait) {
    return new PrefetchingPayloads(source, new PrefetchingPayloads.Limits(fetches, bytes, wait));
  }

  @AfterEach
  void close() throws Exception {
    payloads.close();
  }

  private static Payload.Reference reference(String name, long length) {
    return new Payload.Reference(
        URI.create("mem:/" + name), length, "0".repeat(64), Optional.empty());
  }

  private Claim claim(String name, long length) {
    return payloads.claim(reference(name, length), () -> true);
  }

  private static void await(Claim claim) throws InterruptedException {
    CountDownLatch ready = new CountDownLatch(1);
    claim.whenReady(ready::countDown);
    assertThat(ready.await(20, TimeUnit.SECONDS)).isTrue();
  }

  private void awaitBegun(int fetches) {
    while (source.begun.size() < fetches) {
      Thread.onSpinWait();
    }
  }

  @Test
  void shouldFetchAheadSeveralAtATimeAndNoMore() throws Exception {
    // When
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      claims.add(claim("p" + i, 10));
    }
    awaitBegun(4);
    for (int i = 0; i < 20; i++) {
      source.open("p" + i);
    }

    // Then
    for (Claim claim : claims) {
      await(claim);
      assertThat(claim.bytes().remaining()).isEqualTo(10);
    }
    assertThat(source.most.get()).isEqualTo(4);
    claims.forEach(claim -> claim.done(true));
    assertThat(payloads.bytes()).isZero();
  }

  @Test
  void shouldHoldNoMoreBytesThanItsLimitUntilTheyAreDecoded() throws Exception {
    // Given
    List.of("a", "b", "c").forEach(source::open);
    Claim first = claim("a", 600);
    Claim second = claim("b", 600);
    await(first);
    assertThat(source.begun).containsExactly("a");
    assertThat(second.isReady()).isFalse();

    // When
    first.done(true);

    // Then
    await(second);
    second.done(true);
    Claim larger = claim("c", 5_000);
    await(larger);
    assertThat(larger.bytes().remaining()).isEqualTo(5_000);
  }

  @Test
  void shouldKeepAFetchThatTookTooLongForTheRecordThatComesAgain() throws Exception {
    // Given
    payloads.close();
    payloads = payloads(4, 1_000, Duration.ofMillis(50));
    Claim first = claim("slow", 10);
    await(first);
    assertThatThrownBy(first::bytes)
        .isInstanceOfSatisfying(
            StoreUnavailableException.class, e -> assertThat(e.store()).isEqualTo("store"))
        .hasMessageContaining("50 ms");
    first.done(false);
    assertThat(payloads.available("store")).isFalse();
    assertThat(payloads.available("another store")).isTrue();

    // When
    source.open("slow");
    while (!payloads.available("store")) {
      Thread.onSpinWait();
    }

    // Then
    Claim again = claim("slow", 10);
    assertThat(again.isReady()).isTrue();
    assertThat(again.bytes().remaining()).isEqualTo(10);
    assertThat(source.begun).containsExactly("slow");
  }

  @Test
  void shouldBlameTheSlowStoreWhenAPayloadOfAnotherWaitsBehindIt() throws Exception {
    // Given
    payloads.close();
    payloads = payloads(1, 1_000, Duration.ofMillis(50));
    Claim slow = claim("slow", 10);
    Claim queued = claim("other", 10);

    // When
    await(queued);

    // Then
    assertThatThrownBy(queued::bytes)
        .isInstanceOfSatisfying(
            StoreUnavailableException.class, e -> assertThat(e.store()).isEqualTo("store"))
        .hasMessageContaining("waits behind");
    slow.done(false);
    queued.done(false);
    assertThat(payloads.available("store")).isFalse();
    source.open("slow");
    while (!payloads.available("store")) {
      Thread.onSpinWait();
    }
    source.open("other");
    Claim again = claim("other", 10);
    await(again);
    assertThat(again.bytes().remaining()).isEqualTo(10);
  }

  @Test
  void shouldUseWhatWasFetchedForNothingAndLetItGiveWay() throws Exception {
    // Given
    List.of("kept", "new", "old").forEach(source::open);
    for (String name : List.of("old", "kept")) {
      Claim claim = claim(name, 400);
      await(claim);
      claim.done(false);
    }

    // When
    Claim other = claim("new", 400);
    await(other);

    // Then
    assertThat(claim("kept", 400).isReady()).isTrue();
    assertThat(source.begun).containsExactly("old", "kept", "new");
    assertThat(payloads.bytes()).isEqualTo(800);
  }

  @Test
  void shouldNotBeginWhatNobodyWantsAnyMore() throws Exception {
    // Given
    payloads.close();
    payloads = payloads(1, 1_000, LONG);
    AtomicBoolean wanted = new AtomicBoolean(true);
    Claim first = payloads.claim(reference("first", 1), wanted::get);
    Claim given = payloads.claim(reference("given", 1), wanted::get);
    awaitBegun(1);

    // When
    wanted.set(false);
    source.open("first");

    // Then
    await(given);
    assertThat(source.begun).containsExactly("first");
    first.done(false);
    given.done(false);
    assertThat(payloads.bytes()).isEqualTo(1);
  }

  @Test
  void shouldFetchOnceForRecordsOfTheSamePayload() throws Exception {
    Claim one = claim("same", 10);
    Claim other = claim("same", 10);
    source.open("same");
    await(one);
    await(other);

    one.done(true);

    assertThat(other.bytes().remaining()).isEqualTo(10);
    assertThat(source.begun).containsExactly("same");
  }

  @Test
  void shouldTellEveryRecordWhyItsPayloadCannotBeHadAndAskAgainLater() throws Exception {
    // Given
    source.failure = Optional.of(new StoreUnavailableException("store", "away", null));
    source.open("a");
    Claim claim = claim("a", 10);
    await(claim);
    assertThatThrownBy(claim::bytes).isInstanceOf(StoreUnavailableException.class);
    claim.done(false);
    assertThat(payloads.bytes()).isZero();

    // When
    source.failure = Optional.empty();
    Claim again = claim("a", 10);

    // Then
    await(again);
    assertThat(again.bytes().remaining()).isEqualTo(10);
  }

  @Test
  void shouldHoldNoPayloadInMemoryWhenItsRecordIsDone() throws Exception {
    // Given
    source.open("a");
    Claim claim = claim("a", 100);
    await(claim);

    // When
    WeakReference<ByteBuffer> bytes = new WeakReference<>(source.given.remove());
    claim.done(true);
    claim = null;

    // Then
    while (bytes.get() != null) {
      System.gc();
    }
  }

  @Test
  void shouldLetGoOfWhatNobodyCameForAgainThoughNothingElseHappens() throws Exception {
    // Given
    payloads.close();
    payloads =
        new PrefetchingPayloads(
            source,
            new PrefetchingPayloads.Limits(4, 1_000, LONG),
            new PrefetchingPayloads.Keeping(Duration.ofMillis(50), Duration.ofMillis(10)));
    source.open("a");
    Claim claim = claim("a", 100);
    await(claim);

    // When
    claim.done(false);

    // Then
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (payloads.bytes() > 0) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
    assertThat(claim("a", 100).isReady()).isFalse();
  }

  @Test
  void shouldTellARefusalOnlyWhenTheBytesAreWanted() {
    Claim claim = claim("refused", 10);

    assertThat(claim.isReady()).isTrue();
    source.open("refused");
    source.failure =
        Optional.of(new BadRecordException(FailureKind.PAYLOAD_REFUSED, Stage.PAYLOAD, "refused"));
    assertThatThrownBy(claim::bytes).isInstanceOf(BadRecordException.class);
  }

  @Test
  void shouldFailWhatWaitsWhenItIsClosed() throws Exception {
    List<Claim> claims = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      claims.add(claim("p" + i, 10));
    }

    payloads.close();

    for (Claim claim : claims) {
      await(claim);
      assertThatThrownBy(claim::bytes).isInstanceOf(RuntimeException.class);
    }
  }
}
