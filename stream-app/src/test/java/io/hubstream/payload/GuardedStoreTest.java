package io.hubstream.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Payload;
import io.hubstream.content.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GuardedStoreTest {
  private static final byte[] CONTENT = "a payload".getBytes(UTF_8);

  private final Scripted scripted = new Scripted();
  private final GuardedStore store =
      new GuardedStore(
          scripted,
          new GuardedStore.Limits(
              Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofMillis(1)));

  /** Gives every object, but for what it was told to answer once, or always. */
  private static final class Scripted implements RemoteStore {
    private final Map<String, StoreFailure.Kind> once = new HashMap<>();
    private final Map<String, StoreFailure.Kind> always = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    @Override
    public String name() {
      return "https://store.example.com";
    }

    @Override
    public boolean holds(URI uri) {
      return true;
    }

    @Override
    public long read(URI uri, Optional<String> etag, PayloadSink to, Duration limit)
        throws StoreFailure {
      answer(uri);
      try {
        to.write(CONTENT, 0, CONTENT.length);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return CONTENT.length;
    }

    @Override
    public void touch(URI uri, Duration limit) throws StoreFailure {
      answer(uri);
    }

    private void answer(URI uri) throws StoreFailure {
      String path = uri.getPath();
      asked.add(path);
      Optional<StoreFailure.Kind> kind =
          Optional.ofNullable(once.remove(path)).or(() -> Optional.ofNullable(always.get(path)));
      if (kind.isPresent()) {
        throw new StoreFailure(kind.get(), "scripted");
      }
    }
  }

  private static Payload.Reference reference(String path) {
    return new Payload.Reference(
        URI.create("https://store.example.com" + path),
        CONTENT.length,
        Sha256.hex(ByteBuffer.wrap(CONTENT)),
        Optional.empty());
  }

  private void requireOutage(String path) {
    assertThatThrownBy(() -> store.fetch(reference(path)))
        .isInstanceOf(StoreUnavailableException.class);
  }

  private FailureKind kindOf(String path) {
    return catchThrowableOfType(BadRecordException.class, () -> store.fetch(reference(path)))
        .kind();
  }

  private void awaitAnswers() {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!store.answers()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void shouldCallItAnOutageWhenWhatWasDeniedIsGivenAMomentLater() throws Exception {
    // Given
    store.fetch(reference("/good"));
    scripted.once.put("/a", StoreFailure.Kind.DENIED);

    // When
    requireOutage("/a");

    // Then
    assertThat(store.answers()).isTrue();
    assertThat(store.fetch(reference("/a")).remaining()).isEqualTo(CONTENT.length);
  }

  @Test
  void shouldGoOnWhenTheStoreIsBackButDeniesTheObjectThatWasUnderWay() throws Exception {
    // Given
    store.fetch(reference("/good"));
    scripted.always.put("/denied", StoreFailure.Kind.UNAVAILABLE);
    requireOutage("/denied");
    assertThat(store.answers()).isFalse();

    // When
    scripted.always.put("/denied", StoreFailure.Kind.DENIED);

    // Then
    awaitAnswers();
    assertThat(kindOf("/denied")).isEqualTo(FailureKind.PAYLOAD_REFUSED);
  }

  @Test
  void shouldStayPausedWhenTheStoreDeniesTheOtherObjectToo() throws Exception {
    // Given
    store.fetch(reference("/good"));
    scripted.always.put("/good", StoreFailure.Kind.DENIED);
    scripted.always.put("/a", StoreFailure.Kind.DENIED);

    // When
    requireOutage("/a");

    // Then
    assertThat(store.answers()).isFalse();
  }

  @Test
  void shouldBlameTheRecordWhenTheStoreSaysThatTheOtherObjectWasDeleted() throws Exception {
    // Given
    store.fetch(reference("/good"));
    scripted.always.put("/good", StoreFailure.Kind.MISSING);
    scripted.always.put("/denied", StoreFailure.Kind.DENIED);

    // Then
    assertThat(kindOf("/denied")).isEqualTo(FailureKind.PAYLOAD_REFUSED);
  }

  @Test
  void shouldProbeNoMoreForAnObjectThatWasFetchedOrJudgedSince() throws Exception {
    for (boolean fetched : List.of(true, false)) {
      // Given
      scripted.always.put("/a", StoreFailure.Kind.UNAVAILABLE);
      requireOutage("/a");
      scripted.always.remove("/a");
      awaitAnswers();
      if (fetched) {
        store.fetch(reference("/a"));
      } else {
        scripted.always.put("/a", StoreFailure.Kind.MISSING);
        assertThat(kindOf("/a")).isEqualTo(FailureKind.PAYLOAD_MISSING);
      }
      int asked = scripted.asked.size();

      // When
      boolean answers = store.answers();

      // Then
      assertThat(answers).isTrue();
      assertThat(scripted.asked).hasSize(asked);
    }
  }
}
