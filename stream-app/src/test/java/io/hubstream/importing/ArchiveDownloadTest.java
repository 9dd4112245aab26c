package io.hubstream.importing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.importing.ArchiveDownload.Archive;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveDownloadTest {
  private static final DownloadSettings SETTINGS =
      new DownloadSettings(
          Duration.ofSeconds(5), Duration.ofMillis(500), 3, 3, Duration.ofMillis(1), "hubstream/t");
  private static final long LIMIT = 1_000_000;
  private static final byte[] BODY = new byte[200_000];

  static {
    new Random(11).nextBytes(BODY);
  }

  @TempDir Path dir;

  private FakeHub hub;
  private FakeHub storage;
  private Path target;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub();
    storage = new FakeHub();
    target = dir.resolve("archive");
  }

  @AfterEach
  void stop() {
    hub.close();
    storage.close();
  }

  private Archive fetch(URI address) throws IOException, InterruptedException {
    return fetch(address, Optional.empty(), ImportListener.NONE);
  }

  private Archive fetch(URI address, Optional<Credentials> credentials, ImportListener listener)
      throws IOException, InterruptedException {
    return new ArchiveDownload(SETTINGS, credentials, LIMIT).fetch(address, target, listener);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void shouldFollowTheHubToItsStorage(int status) throws Exception {
    // Given
    hub.redirects("/a/b/1?tf-hub-format=compressed", status, "/moved");
    hub.redirects("/moved", status, storage.address("/x?X-Goog-Signature=s").toString());
    storage.delivers("/x?X-Goog-Signature=s", BODY);
    List<Long> progress = new ArrayList<>();

    // When
    Archive archive =
        fetch(
            hub.address("/a/b/1?tf-hub-format=compressed"),
            Optional.empty(),
            new ImportListener() {
              @Override
              public void step(String line) {}

              @Override
              public void downloaded(long bytes, long total) {
                assertThat(total).isEqualTo(BODY.length);
                progress.add(bytes);
              }
            });

    // Then
    assertThat(target).hasBinaryContent(BODY);
    assertThat(archive.bytes()).isEqualTo(BODY.length);
    assertThat(archive.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(BODY)));
    assertThat(progress).isSorted().endsWith((long) BODY.length);
    assertThat(hub.asked()).extracting(FakeHub.Asked::userAgent).containsOnly("hubstream/t");
  }

  @Test
  void shouldTellCredentialsToTheirServiceAndNotToItsStorage() throws Exception {
    // Given
    hub.redirects("/api", 302, storage.address("/x").toString());
    storage.delivers("/x", BODY);

    // When
    fetch(
        hub.address("/api"),
        Optional.of(Credentials.of(hub.address(), "ada", "KEY")),
        ImportListener.NONE);

    // Then
    assertThat(hub.asked().get(0).authorization())
        .isEqualTo(
            "Basic "
                + Base64.getEncoder().encodeToString("ada:KEY".getBytes(StandardCharsets.UTF_8)));
    assertThat(storage.asked().get(0).authorization()).isEqualTo("null");
    assertThat(Credentials.of(hub.address(), "ada", "KEY").toString()).doesNotContain("KEY", "ada");
  }

  @Test
  void shouldStopAfterSomeRedirects() {
    hub.redirects("/a", 302, "/b").redirects("/b", 302, "/a");

    assertThatThrownBy(() -> fetch(hub.address("/a")))
        .isInstanceOf(NotFollowedException.class)
        .hasMessageContaining("more than 3 times");
    assertThat(hub.asked()).hasSize(4);
    assertThat(target).doesNotExist();
  }

  @Test
  void shouldNotFollowToPlainHttp() {
    hub.redirects("/a", 302, "http://storage.example.org/x?sig=SECRET");

    assertThatThrownBy(() -> fetch(hub.address("/a")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("only https is followed")
        .hasMessageNotContaining("SECRET");
    assertThat(hub.asked()).hasSize(1);
    assertThat(target).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 410})
  void shouldNotAskAgainWhenTheServiceRefuses(int status) {
    hub.says("/a?sig=SECRET", status, "no");

    assertThatThrownBy(() -> fetch(hub.address("/a?sig=SECRET")))
        .isInstanceOf(HttpStatusException.class)
        .hasMessageContaining("status " + status)
        .hasMessageNotContaining("SECRET");
    assertThat(hub.asked()).hasSize(1);
    assertThat(target).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void shouldAskAgainWhenTheServiceIsBusyForAMoment(int status) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    hub.on(
        "/a", exchange -> FakeHub.send(exchange, calls.incrementAndGet() < 3 ? status : 200, BODY));

    fetch(hub.address("/a"));

    assertThat(target).hasBinaryContent(BODY);
    assertThat(calls).hasValue(3);
  }

  @Test
  void shouldBeginAnewWhenADownloadBreaksOff() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    hub.on(
        "/a",
        exchange -> {
          if (calls.incrementAndGet() == 1) {
            FakeHub.breakOff(exchange, BODY);
          }
          FakeHub.send(exchange, 200, BODY);
        });

    Archive archive = fetch(hub.address("/a"));

    assertThat(target).hasBinaryContent(BODY);
    assertThat(archive.bytes()).isEqualTo(BODY.length);
    assertThat(calls).hasValue(2);
  }

  @Test
  void shouldLeaveNothingBehindWhenADownloadBreaksOffEveryTime() {
    hub.on("/a?sig=SECRET", exchange -> FakeHub.breakOff(exchange, BODY));

    assertThatThrownBy(() -> fetch(hub.address("/a?sig=SECRET")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("failed 3 times")
        .hasMessageNotContaining("SECRET");
    assertThat(target).doesNotExist();
  }

  @Test
  void shouldGiveUpABodyThatStopsArriving() throws Exception {
    // Given
    CountDownLatch over = new CountDownLatch(1);
    hub.on(
        "/a",
        exchange -> {
          exchange.sendResponseHeaders(200, BODY.length);
          exchange.getResponseBody().write(BODY, 0, 100);
          exchange.getResponseBody().flush();
          try {
            if (!over.await(20, TimeUnit.SECONDS)) {
              throw new IOException("the test did not end");
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });

    // When
    long start = System.nanoTime();
    assertThatThrownBy(() -> fetch(hub.address("/a"))).hasMessageContaining("failed 3 times");

    // Then
    over.countDown();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    assertThat(target).doesNotExist();
  }

  @Test
  void shouldRefuseMoreThanTheLimitWhetherItIsAnnouncedOrNot() {
    byte[] large = new byte[(int) LIMIT + 1];
    hub.delivers("/announced", large);
    hub.on(
        "/chunked",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(large);
        });

    for (String path : List.of("/announced", "/chunked")) {
      assertThatThrownBy(() -> fetch(hub.address(path)))
          .isInstanceOf(LimitExceededException.class)
          .hasMessageContaining("larger than 1000000 bytes");
      assertThat(target).doesNotExist();
    }
    assertThat(hub.asked()).hasSize(2);
  }

  @Test
  void shouldHoldTheBodyAgainstTheDigestOfTheStorage() throws Exception {
    // Given
    String md5 = Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(BODY));
    AtomicInteger calls = new AtomicInteger();
    hub.on(
        "/a",
        exchange -> {
          exchange.getResponseHeaders().add("X-Goog-Hash", "crc32c=AAAAAA==,md5=" + md5);
          byte[] sent = Arrays.copyOf(BODY, BODY.length);
          if (calls.incrementAndGet() < 3) {
            sent[17] ^= 1;
          }
          FakeHub.send(exchange, 200, sent);
        });

    // When
    fetch(hub.address("/a"));

    // Then
    assertThat(target).hasBinaryContent(BODY);
    assertThat(calls).hasValue(3);
  }

  @Test
  void shouldReadTheNewestVersion() throws Exception {
    hub.says("/get", 200, "{\"id\": 7, \"versionNumber\": 12}");
    hub.says("/none", 200, "{}");
    ArchiveDownload download = new ArchiveDownload(SETTINGS, Optional.empty(), LIMIT);

    assertThat(download.newestVersion(hub.address("/get"))).isEqualTo("12");
    assertThatThrownBy(() -> download.newestVersion(hub.address("/none")))
        .hasMessageContaining("does not name the newest version");
  }
}
