package io.hubstream.payload;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Payload;
import io.hubstream.content.Sha256;
import io.hubstream.testing.LoopbackHttps;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An HTTPS server on loopback, which its settings name as a private host. */
@Timeout(30)
class WebStoreTest {
  private static final byte[] CONTENT = "a payload".getBytes(UTF_8);
  private static final String TAG = "\"v1\"";

  @TempDir static Path folder;
  private static final AtomicReference<Answer> ANSWER = new AtomicReference<>(WebStoreTest::whole);
  private static final List<Headers> ASKED = new CopyOnWriteArrayList<>();
  private static LoopbackHttps server;

  private final List<GuardedStore> opened = new ArrayList<>();
  private GuardedStore store;

  private interface Answer {
    void give(HttpExchange exchange) throws IOException;
  }

  @BeforeAll
  static void start() throws Exception {
    server =
        LoopbackHttps.start(
            folder,
            exchange -> {
              ASKED.add(exchange.getRequestHeaders());
              try (exchange) {
                ANSWER.get().give(exchange);
              }
            });
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void open() {
    ASKED.clear();
    ANSWER.set(WebStoreTest::whole);
    store = store("localhost", true, InetAddress::getAllByName);
  }

  @AfterEach
  void close() {
    opened.forEach(GuardedStore::close);
  }

  private GuardedStore store(String host, boolean mayBePrivate, CheckedAddresses.Lookup lookup) {
    GuardedStore made =
        new GuardedStore(
            new WebStore(
                new WebHost(host, server.port(), mayBePrivate),
                new WebStore.Connecting(
                    Duration.ofMillis(500), 2, new DefaultClientTlsStrategy(server.tls()), lookup)),
            new GuardedStore.Limits(
                Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofMillis(10)));
    opened.add(made);
    return made;
  }

  private static void whole(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("ETag", TAG);
    exchange.sendResponseHeaders(200, CONTENT.length);
    exchange.getResponseBody().write(CONTENT);
  }

  private static Answer status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  private static Payload.Reference reference(String path, Optional<String> etag) {
    return new Payload.Reference(
        URI.create("https://localhost:%d%s".formatted(server.port(), path)),
        CONTENT.length,
        Sha256.hex(ByteBuffer.wrap(CONTENT)),
        etag);
  }

  private static Payload.Reference reference() {
    return reference("/a", Optional.empty());
  }

  private FailureKind kindOf(Payload.Reference reference) {
    return catchThrowableOfType(BadRecordException.class, () -> store.fetch(reference)).kind();
  }

  @Test
  void shouldGiveTheBytesAndSendNothingThatWasNotAskedFor() throws Exception {
    ByteBuffer bytes = store.fetch(reference("/a%20b/%C3%BC", Optional.of(TAG)));

    assertThat(bytes).isEqualTo(ByteBuffer.wrap(CONTENT));
    assertThat(ASKED)
        .singleElement()
        .satisfies(
            headers -> {
              assertThat(headers.getFirst("If-Match")).isEqualTo(TAG);
              assertThat(headers.keySet())
                  .isSubsetOf("If-match", "Host", "User-agent", "Connection");
            });
  }

  @Test
  void shouldUseAConnectionAgain() throws Exception {
    // Given
    Set<Integer> ports = ConcurrentHashMap.newKeySet();
    ANSWER.set(
        exchange -> {
          ports.add(exchange.getRemoteAddress().getPort());
          whole(exchange);
        });

    // When
    for (int i = 0; i < 20; i++) {
      store.fetch(reference());
    }

    // Then
    assertThat(ports).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "404, PAYLOAD_MISSING",
    "410, PAYLOAD_MISSING",
    "412, PAYLOAD_MISMATCH",
    "400, PAYLOAD_REFUSED",
    "405, PAYLOAD_REFUSED",
    "451, PAYLOAD_REFUSED",
    "204, PAYLOAD_REFUSED",
  })
  void shouldBlameTheRecordWhenTheServerSaysThatItsRequestIsWrong(int status, FailureKind kind) {
    ANSWER.set(status(status));

    assertThat(kindOf(reference())).isEqualTo(kind);
    assertThat(ASKED).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504})
  void shouldAskAgainAndThenCallItAnOutageWhenTheServerIsBusy(int status) {
    ANSWER.set(status(status));

    assertThatThrownBy(() -> store.fetch(reference()))
        .isInstanceOfSatisfying(
            StoreUnavailableException.class,
            e -> assertThat(e.store()).isEqualTo("https://localhost:" + server.port()))
        .hasMessageContaining(String.valueOf(status));
    assertThat(ASKED).hasSize(4);
  }

  @Test
  void shouldGetThePayloadWhenTheServerIsBusyOnlyForAWhile() throws Exception {
    ANSWER.set(
        exchange -> {
          if (ASKED.size() < 3) {
            status(503).give(exchange);
          } else {
            whole(exchange);
          }
        });

    assertThat(store.fetch(reference()).remaining()).isEqualTo(CONTENT.length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://169.254.169.254/latest/meta-data/",
        "http://localhost/",
        "https://localhost/elsewhere",
        "file:///etc/passwd",
        "//evil.example.com/a",
      })
  void shouldFollowNoRedirect(String location) {
    ANSWER.set(
        exchange -> {
          exchange.getResponseHeaders().set("Location", location);
          exchange.sendResponseHeaders(302, -1);
        });

    assertThatThrownBy(() -> store.fetch(reference()))
        .isInstanceOfSatisfying(
            BadRecordException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.PAYLOAD_REFUSED))
        .hasMessageContaining("redirect");
    assertThat(ASKED).hasSize(1);
  }

  @Test
  void shouldSayThatTheObjectChangedWhenAServerThatIgnoresIfMatchHasAnotherTag() {
    assertThatThrownBy(() -> store.fetch(reference("/a", Optional.of("\"v0\""))))
        .isInstanceOfSatisfying(
            BadRecordException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.PAYLOAD_MISMATCH))
        .hasMessageContaining("ETag");
  }

  @ParameterizedTest
  @ValueSource(strings = {"W/\"v1\"", "v1", "\"v1\""})
  void shouldTakeATagAsToolsWriteIt(String etag) throws Exception {
    assertThat(store.fetch(reference("/a", Optional.of(etag))).remaining())
        .isEqualTo(CONTENT.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nHost: evil", "\"a\"b\"", "\"ü\"", "\"a b\""})
  void shouldRefuseATagThatIsNone(String etag) {
    assertThat(kindOf(reference("/a", Optional.of(etag)))).isEqualTo(FailureKind.PAYLOAD_REFUSED);
    assertThat(ASKED).isEmpty();
  }

  @Test
  void shouldStopAtTheLengthWhenMoreComes() {
    ANSWER.set(
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] more = new byte[8_192];
          for (int i = 0; i < 100_000; i++) {
            exchange.getResponseBody().write(more);
          }
        });

    assertThat(kindOf(reference())).isEqualTo(FailureKind.PAYLOAD_MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 10, 1_000_000})
  void shouldSayThatTheLengthIsAnotherOne(int length) {
    ANSWER.set(
        exchange -> {
          exchange.sendResponseHeaders(200, length);
          exchange.getResponseBody().write(new byte[length]);
        });

    assertThat(kindOf(reference())).isEqualTo(FailureKind.PAYLOAD_MISMATCH);
  }

  @Test
  void shouldSayThatTheDigestIsAnotherOne() {
    ANSWER.set(
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(new byte[CONTENT.length]);
        });

    assertThatThrownBy(() -> store.fetch(reference()))
        .isInstanceOf(BadRecordException.class)
        .hasMessageContaining("SHA-256");
  }

  @Test
  void shouldCallItAnOutageWhenTheServerSaysNothingOrStopsInTheMiddle() {
    ANSWER.set(
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 3);
          exchange.getResponseBody().flush();
        });

    assertThatThrownBy(() -> store.fetch(reference()))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(ASKED).hasSize(4);
  }

  @Test
  void shouldEndAnAnswerThatDripsForEver() {
    ANSWER.set(
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length * 1_000L);
          for (int i = 0; i < CONTENT.length * 1_000; i++) {
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            LockSupport.parkNanos(50_000_000);
          }
        });
    Payload.Reference long9 =
        new Payload.Reference(
            reference().uri(), CONTENT.length * 1_000L, "0".repeat(64), Optional.empty());
    WebStore alone =
        new WebStore(
            new WebHost("localhost", server.port(), true),
            new WebStore.Connecting(
                Duration.ofMillis(500),
                1,
                new DefaultClientTlsStrategy(server.tls()),
                InetAddress::getAllByName));

    assertThatThrownBy(
            () ->
                alone.read(
                    long9.uri(), Optional.empty(), new PayloadSink(9_000), Duration.ofMillis(700)))
        .isInstanceOfSatisfying(
            StoreFailure.class, e -> assertThat(e.kind()).isEqualTo(StoreFailure.Kind.UNAVAILABLE))
        .hasMessageContaining("700 ms");
    alone.close();
  }

  @Test
  void shouldNotConnectWhenTheNameLeadsToAPrivateAddress() {
    GuardedStore guarded = store("localhost", false, InetAddress::getAllByName);

    assertThatThrownBy(() -> guarded.fetch(reference()))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("payload.https.private.hosts");
    assertThat(ASKED).isEmpty();
  }

  @Test
  void shouldLookAgainWhenAConnectionIsMadeSoThatANameCannotMoveInside() throws Exception {
    // Given
    AtomicReference<String> address = new AtomicReference<>("127.0.0.1");
    GuardedStore rebound =
        store(
            "media.example.com",
            true,
            host -> new InetAddress[] {InetAddress.getByName(address.get())});
    Payload.Reference reference =
        new Payload.Reference(
            URI.create("https://media.example.com:%d/a".formatted(server.port())),
            CONTENT.length,
            Sha256.hex(ByteBuffer.wrap(CONTENT)),
            Optional.empty());
    ANSWER.set(
        exchange -> {
          exchange.getResponseHeaders().set("Connection", "close");
          whole(exchange);
        });
    rebound.fetch(reference);

    // When
    address.set("169.254.169.254");

    // Then
    assertThatThrownBy(() -> rebound.fetch(reference))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("169.254.169.254");
    assertThat(ASKED).hasSize(1);
  }

  @Test
  void shouldCallItAnOutageWhenTheServersNameOrCertificateIsAnother() {
    GuardedStore other =
        store("other.example.com", true, host -> InetAddress.getAllByName("localhost"));
    Payload.Reference reference =
        new Payload.Reference(
            URI.create("https://other.example.com:%d/a".formatted(server.port())),
            1,
            "0".repeat(64),
            Optional.empty());

    assertThatThrownBy(() -> other.fetch(reference))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("SSL");
    assertThat(ASKED).isEmpty();
  }

  @Test
  void shouldCallItAnOutageWhenTheNameDoesNotResolve() {
    GuardedStore lost =
        store(
            "localhost",
            true,
            host -> {
              throw new UnknownHostException(host);
            });

    assertThatThrownBy(() -> lost.fetch(reference()))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("does not resolve");
  }

  @Test
  void shouldCallItAnOutageWhenNothingListens() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    WebStore nobody =
        new WebStore(
            new WebHost("localhost", free, true),
            new WebStore.Connecting(
                Duration.ofMillis(500),
                1,
                new DefaultClientTlsStrategy(server.tls()),
                InetAddress::getAllByName));

    assertThatThrownBy(
            () ->
                nobody.touch(
                    URI.create("https://localhost:%d/a".formatted(free)), Duration.ofSeconds(2)))
        .isInstanceOfSatisfying(
            StoreFailure.class, e -> assertThat(e.kind()).isEqualTo(StoreFailure.Kind.UNAVAILABLE));
    nobody.close();
  }

  @Test
  void shouldProbeWhatCouldNotBeHad() throws Exception {
    // Given
    ANSWER.set(status(503));
    assertThatThrownBy(() -> store.fetch(reference()))
        .isInstanceOf(StoreUnavailableException.class);
    assertThat(store.answers()).isFalse();

    // When
    ANSWER.set(WebStoreTest::whole);

    // Then
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!store.answers()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
    assertThat(store.fetch(reference()).remaining()).isEqualTo(CONTENT.length);
  }

  @Test
  void shouldBlameTheRecordWhenTheServerGivesOthersButNotThisOne() throws Exception {
    store.fetch(reference("/good", Optional.empty()));
    ANSWER.set(
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/good")) {
            whole(exchange);
          } else {
            status(403).give(exchange);
          }
        });

    assertThat(kindOf(reference("/denied", Optional.empty())))
        .isEqualTo(FailureKind.PAYLOAD_REFUSED);
  }

  @Test
  void shouldCallItAnOutageWhenTheServerGivesNothingAnyMore() throws Exception {
    store.fetch(reference("/good", Optional.empty()));
    ANSWER.set(status(403));

    assertThatThrownBy(() -> store.fetch(reference("/other", Optional.empty())))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("403");
    assertThat(store.answers()).isFalse();
    ANSWER.set(WebStoreTest::whole);
    assertThat(store.answers()).isTrue();
  }
}
