package io.hubstream.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import io.hubstream.azure.BlobAccess;
import io.hubstream.azure.BlobStoreException;
import io.hubstream.serving.DesiredModel;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelManager;
import io.hubstream.serving.ModelManagerSettings;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.ServingMetrics;
import io.hubstream.testing.Azurite;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.FaultProxy;
import io.hubstream.testing.FaultProxy.Call;
import io.hubstream.testing.RecordingListener;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;
import org.slf4j.LoggerFactory;

/** Versions in Blob storage, on the emulator, behind a proxy that spoils answers. */
class BlobArtifactsIT {
  private static final int RANGE = 8 << 20;

  private static Azurite azurite;
  private static FaultProxy proxy;
  private static Optional<TestAbortedException> absent = Optional.empty();

  @TempDir Path temp;

  private final String container = "models-" + UUID.randomUUID();
  private final TickingClock clock = new TickingClock(Instant.now());
  private BlobContainerClient direct;
  private LocalArtifactCache cache;

  @BeforeAll
  static void start() throws Exception {
    try {
      azurite = Azurite.start();
      proxy = FaultProxy.before(azurite.host());
    } catch (TestAbortedException e) {
      // Thrown here it would make the tests vanish from the report.
      absent = Optional.of(e);
    }
  }

  @AfterAll
  static void stop() {
    if (proxy != null) {
      proxy.close();
    }
    if (azurite != null) {
      azurite.close();
    }
  }

  @BeforeEach
  void makeContainer() {
    absent.ifPresent(
        reason -> {
          throw reason;
        });
    proxy.reset();
    direct =
        new BlobServiceClientBuilder()
            .connectionString(azurite.connectionString(azurite.host()))
            .serviceVersion(BlobServiceVersion.V2025_11_05)
            .buildClient()
            .createBlobContainer(container);
    cache = cache(Duration.ZERO);
  }

  private static ArtifactStores stores(Map<String, String> environment, int connections) {
    String endpoint = proxy.host() + "/" + Azurite.ACCOUNT;
    return new ArtifactStores(new BlobAccess(environment, List.of(endpoint), connections));
  }

  private static Map<String, String> key() {
    return Map.of("AZURE_STORAGE_CONNECTION_STRING", azurite.connectionString(proxy.host()));
  }

  private static ArtifactStores stores() {
    return stores(key(), 4);
  }

  private LocalArtifactCache cache(Duration settle) {
    return cache("cache", settle, stores());
  }

  private LocalArtifactCache cache(String name, Duration settle, ArtifactStores stores) {
    return new LocalArtifactCache(
        new CacheSettings(temp.resolve(name), 1L << 30, settle), stores, clock);
  }

  private String root() {
    return proxy.host() + "/" + Azurite.ACCOUNT + "/" + container + "/all";
  }

  private Path packaged(String version, int bytes) throws Exception {
    return TestVersions.packaged(
        temp.resolve("made-" + version + "-" + bytes),
        version,
        Map.of(
            "saved_model.pb",
            TestVersions.bytes(1000, 1),
            "variables/variables.data-00000-of-00001",
            TestVersions.bytes(bytes, 2),
            "assets/empty",
            new byte[0]));
  }

  private DesiredVersion published(int bytes) throws Exception {
    PublishedModel published = stores().at(root()).publish(packaged("1", bytes));
    proxy.reset();
    return TestVersions.wanted(published);
  }

  private static boolean isListing(Call call) {
    return call.method().equals("GET") && call.range().isEmpty();
  }

  /** Of the large file. */
  private static boolean isRange(Call call) {
    return call.path().contains("variables.data") && !call.range().isEmpty();
  }

  private static boolean isRangeFrom(int offset, Call call) {
    return isRange(call) && call.range().startsWith("bytes=" + offset + "-");
  }

  private void overwrite(String name, byte[] bytes) {
    direct.getBlobClient("all/pets/1/" + name).upload(BinaryData.fromBytes(bytes), true);
  }

  private void assertSame(ModelArtifact artifact, Path original) {
    for (String file :
        List.of(
            ModelManifest.FILE_NAME,
            "saved_model.pb",
            "variables/variables.data-00000-of-00001",
            "assets/empty")) {
      assertThat(artifact.folder().resolve(file)).hasSameBinaryContentAs(original.resolve(file));
    }
  }

  private void assertRefused(DesiredVersion wanted, String reason) {
    assertThatThrownBy(() -> cache.fetch(wanted).verify())
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void shouldPublishTheManifestLastAndFetchTheSame() throws Exception {
    Path folder = packaged("1", 20 << 20);
    PublishedModel published = stores().at(root()).publish(folder);

    List<String> written =
        proxy.calls().stream().filter(c -> c.method().equals("PUT")).map(Call::path).toList();
    assertThat(written).hasSizeGreaterThan(4);
    assertThat(written.get(written.size() - 1)).endsWith("/all/pets/1/hubstream-model.json");
    assertThat(published.artifactUri()).hasToString(root() + "/pets/1");
    assertSame(cache.fetch(TestVersions.wanted(published)).verify(), folder);
    assertThat(stores().published(root() + "/pets/1")).isEqualTo(published);

    proxy.reset();
    assertThat(stores().at(root()).publish(folder)).isEqualTo(published);
    assertThat(proxy.calls()).noneMatch(call -> call.method().equals("PUT"));
  }

  @Test
  void shouldNotOverwriteAVersionWhenAnotherIsPublishedUnderItsName() throws Exception {
    published(1000);
    Path other = packaged("1", 2000);

    assertThatThrownBy(() -> stores().at(root()).publish(other))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("a version is immutable");
    direct.getBlobClient("all/pets/1/" + ModelManifest.FILE_NAME).delete();
    assertThatThrownBy(() -> stores().at(root()).publish(other))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("as something else than pets:1 says");
  }

  @Test
  void shouldGoOnWithAnUploadThatWasCut() throws Exception {
    Path folder = packaged("1", 1000);
    Predicate<Call> puts =
        call -> call.method().equals("PUT") && call.path().endsWith("saved_model.pb");
    proxy.answer(1, puts, 403, Map.of());
    assertThatThrownBy(() -> stores().at(root()).publish(folder)).isInstanceOf(IOException.class);
    assertThat(direct.getBlobClient("all/pets/1/" + ModelManifest.FILE_NAME).exists()).isFalse();
    proxy.reset();

    DesiredVersion wanted = TestVersions.wanted(stores().at(root()).publish(folder));

    assertThat(proxy.calls())
        .noneMatch(c -> c.method().equals("PUT") && c.path().endsWith("assets/empty"));
    assertSame(cache.fetch(wanted).verify(), folder);
  }

  @Test
  void shouldGoOnWhereARangeWasCut() throws Exception {
    DesiredVersion wanted = published(20 << 20);
    proxy.cut(2, BlobArtifactsIT::isRange, 3 << 20);

    assertSame(cache.fetch(wanted).verify(), packaged("1", 20 << 20));

    assertThat(proxy.calls())
        .filteredOn(BlobArtifactsIT::isRange)
        .hasSize(5)
        .extracting(call -> Long.parseLong(call.range().replaceAll("bytes=|-.*", "")) % RANGE)
        .filteredOn(offset -> offset > 0)
        .hasSize(2);
  }

  @Test
  void shouldResumeADownloadThatWasGivenUp() throws Exception {
    DesiredVersion wanted = published(40 << 20);
    proxy.answer(100, call -> isRangeFrom(RANGE, call), 403, Map.of());
    LocalArtifactCache slow = cache("cache", Duration.ZERO, stores(key(), 1));
    assertThatThrownBy(() -> slow.fetch(wanted)).isInstanceOf(BlobStoreException.class);
    // The third range may have begun before the failure of the second was seen.
    assertThat(proxy.calls()).filteredOn(BlobArtifactsIT::isRange).hasSizeBetween(2, 3);
    proxy.reset();

    // Another process would go on just so: nothing of it is in memory.
    LocalArtifactCache next = cache(Duration.ZERO);
    assertSame(next.fetch(wanted).verify(), packaged("1", 40 << 20));

    assertThat(proxy.calls()).filteredOn(BlobArtifactsIT::isRange).hasSizeBetween(3, 4);
    assertThat(temp.resolve("cache/.work")).isDirectoryNotContaining("glob:**partial");
  }

  @Test
  void shouldStartOverWhenABlobIsReplacedDuringTheDownload() throws Exception {
    DesiredVersion wanted = published(20 << 20);
    byte[] same = TestVersions.bytes(20 << 20, 2);
    proxy.first(
        call -> isRangeFrom(2 * RANGE, call),
        () -> overwrite("variables/variables.data-00000-of-00001", same));

    assertThatThrownBy(() -> cache.fetch(wanted))
        .isInstanceOfSatisfying(
            BlobStoreException.class,
            e -> assertThat(e.kind()).isEqualTo(BlobStoreException.Kind.CHANGED));
    proxy.reset();

    assertSame(cache.fetch(wanted).verify(), packaged("1", 20 << 20));
    assertThat(proxy.calls()).filteredOn(BlobArtifactsIT::isRange).hasSize(3);
  }

  @Test
  void shouldRefuseWhenABlobIsReplacedByAnotherDuringTheDownload() throws Exception {
    DesiredVersion wanted = published(20 << 20);
    byte[] other = TestVersions.bytes(20 << 20, 3);
    proxy.first(
        call -> isRangeFrom(2 * RANGE, call),
        () -> overwrite("variables/variables.data-00000-of-00001", other));
    assertThatThrownBy(() -> cache.fetch(wanted)).isInstanceOf(IOException.class);

    // What was taken over of the first try could be to blame, so it is fetched anew before it is
    // refused.
    assertThatThrownBy(() -> fetchedUntilSettled(wanted))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("'variables/variables.data-00000-of-00001' differs");
  }

  private void fetchedUntilSettled(DesiredVersion wanted) throws ModelRefusedException {
    for (int i = 0; i < 3; i++) {
      try {
        cache.fetch(wanted).verify();
      } catch (IOException e) {
        // As the lifecycle does: again.
      }
    }
  }

  @Test
  void shouldTryAgainWhenTheStoreIsBusyOrThrottles() throws Exception {
    DesiredVersion wanted = published(9 << 20);
    proxy.answer(2, BlobArtifactsIT::isListing, 503, Map.of());
    proxy.answer(1, BlobArtifactsIT::isRange, 429, Map.of("Retry-After", "1"));
    proxy.answer(1, BlobArtifactsIT::isRange, 503, Map.of("Retry-After", "1"));

    long start = System.nanoTime();
    assertSame(cache.fetch(wanted).verify(), packaged("1", 9 << 20));

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(2400));
    assertThat(proxy.calls()).filteredOn(BlobArtifactsIT::isListing).hasSize(3);
    assertThat(proxy.calls()).filteredOn(BlobArtifactsIT::isRange).hasSize(4);
  }

  @Test
  void shouldNotBlockForAsLongAsAThrottlingStoreWants() throws Exception {
    DesiredVersion wanted = published(1000);
    proxy.answer(1, BlobArtifactsIT::isListing, 503, Map.of("Retry-After", "3600"));

    assertThatThrownBy(() -> cache.fetch(wanted))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("listing it failed: 503");
    assertThat(proxy.calls()).hasSize(1);
    assertThat(cache.fetch(wanted).verify().folder()).exists();
  }

  @Test
  void shouldRefuseWhenContentIsNotWhatTheManifestSays() throws Exception {
    DesiredVersion wanted = published(1000);
    overwrite("saved_model.pb", TestVersions.bytes(1000, 7));
    assertRefused(wanted, "'saved_model.pb' differs: its SHA-256 is not the manifest's");
    overwrite("saved_model.pb", TestVersions.bytes(1001, 7));
    assertRefused(wanted, "'saved_model.pb' has 1001 bytes, the manifest says 1000");
    overwrite("saved_model.pb", TestVersions.bytes(1000, 1));
    overwrite("variables/more", new byte[1]);
    assertRefused(wanted, "'variables/more' is not in the manifest");
    direct.getBlobClient("all/pets/1/variables/more").delete();
    direct.getBlobClient("all/pets/1/saved_model.pb").delete();
    assertRefused(wanted, "'saved_model.pb' is missing");
    overwrite("saved_model.pb", TestVersions.bytes(1000, 1));
    overwrite(ModelManifest.FILE_NAME, "{}".getBytes(UTF_8));
    assertRefused(wanted, "the manifest's digest is");
  }

  @Test
  void shouldWaitForTheManifestOfAVersionThatIsBeingUploaded() throws Exception {
    DesiredVersion wanted = published(1000);
    Path folder = packaged("1", 1000);
    direct.getBlobClient("all/pets/1/" + ModelManifest.FILE_NAME).delete();
    cache = cache(Duration.ofMinutes(2));
    assertThatThrownBy(() -> cache.fetch(wanted))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no hubstream-model.json");
    clock.advance(Duration.ofMinutes(1));
    overwrite(ModelManifest.FILE_NAME, Files.readAllBytes(folder.resolve(ModelManifest.FILE_NAME)));

    assertSame(cache.fetch(wanted).verify(), folder);
  }

  @Test
  void shouldRefuseWhenTheManifestNeverComes() throws Exception {
    DesiredVersion wanted = published(1000);
    direct.delete();
    cache = cache(Duration.ofMinutes(2));
    assertThatThrownBy(() -> cache.fetch(wanted)).isInstanceOf(IOException.class);
    clock.advance(Duration.ofMinutes(2));

    assertRefused(wanted, "holds no hubstream-model.json");
  }

  @Test
  void shouldPassOverTheMarksOfFolders() throws Exception {
    DesiredVersion wanted = published(1000);
    var mark = direct.getBlobClient("all/pets/1/variables");
    mark.upload(BinaryData.fromBytes(new byte[0]));
    mark.setMetadata(Map.of("hdi_isfolder", "true"));

    assertSame(cache.fetch(wanted).verify(), packaged("1", 1000));
  }

  @Test
  void shouldGoLiveWhenTheStoreIsBackAfterAnOutage() throws Exception {
    DesiredVersion wanted = published(1000);
    RecordingListener listener = new RecordingListener();
    proxy.down(true);
    try (ModelManager manager =
        new ModelManager(
            cache,
            cache.holding(new FakeLoader()),
            listener,
            ServingMetrics.NONE,
            new ModelManagerSettings(
                List.of(1),
                Duration.ZERO,
                new ModelManagerSettings.Retry(16, Duration.ofMillis(10), Duration.ofMillis(20)),
                Duration.ofSeconds(10),
                Clock.systemUTC()))) {
      manager.submit(
          new DesiredModel(
              "pets", Optional.of(wanted), Optional.empty(), false, "tester", "first", 0));
      while (manager.statuses().get(0).reason().isEmpty()) {
        Thread.sleep(20);
      }
      assertThat(manager.statuses().get(0).reason().get())
          .contains("attempt 1 of 16 failed")
          .contains("no whole answer came");
      proxy.down(false);

      assertThat(manager.awaitInitialLoad(Duration.ofSeconds(30))).isTrue();
      assertThat(manager.statuses().get(0).serving()).contains(wanted.version());
    }
    assertThat(listener.steps()).contains("REQUESTED 1", "FETCHED 1", "ACTIVATED 1");
  }

  @Test
  void shouldEndAFetchThatIsInterruptedWhileTheStoreHangs() throws Exception {
    DesiredVersion wanted = published(1000);
    CountDownLatch hanging = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    proxy.first(
        BlobArtifactsIT::isRange,
        () -> {
          hanging.countDown();
          awaitQuietly(over);
        });
    AtomicReference<Exception> end = new AtomicReference<>();
    Thread fetch =
        new Thread(
            () -> {
              try {
                cache.fetch(wanted);
              } catch (ModelRefusedException | IOException e) {
                end.set(e);
              }
            });
    fetch.start();
    assertThat(hanging.await(10, TimeUnit.SECONDS)).isTrue();

    fetch.interrupt();
    fetch.join(8_000);

    assertThat(fetch.isAlive()).isFalse();
    assertThat(end.get()).isInstanceOf(InterruptedIOException.class);
    over.countDown();
    assertThat(cache.fetch(wanted).verify().folder()).exists();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldReadWithASasAndNeverShowIt() throws Exception {
    DesiredVersion wanted = published(1000);
    String sas =
        direct.generateSas(
            new BlobServiceSasSignatureValues(
                OffsetDateTime.now(ZoneOffset.UTC).plusHours(1),
                BlobContainerSasPermission.parse("rl")));
    String signature = sas.replaceFirst(".*sig=", "").replaceFirst("(&|%3D).*", "");
    String other = signature.startsWith("A") ? "B" : "A";
    String forged = sas.replace(signature, other + signature.substring(1));
    // A run of letters of it, which looks the same with and without percent signs.
    String secret =
        Stream.of(signature.split("%.."))
            .max(Comparator.comparing(String::length))
            .orElseThrow()
            .substring(1);
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Level level = root.getLevel();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
    log.start();
    try {
      assertThat(sasCache("good", sas).fetch(wanted).verify().folder()).exists();
      proxy.answer(100, BlobArtifactsIT::isListing, 500, Map.of());
      assertSilent(wanted, sasCache("down", sas), "listing it failed: 500", secret);
      proxy.reset();
      assertSilent(wanted, sasCache("bad", forged), "AZURE_STORAGE_SAS_TOKEN", secret);
    } finally {
      root.setLevel(level);
      root.detachAppender(log);
    }
    assertThat(log.list)
        .noneMatch(event -> event.getFormattedMessage().contains(secret))
        .noneMatch(event -> event.getFormattedMessage().contains(azurite.key()));
  }

  private LocalArtifactCache sasCache(String name, String sas) {
    return cache(name, Duration.ZERO, stores(Map.of("AZURE_STORAGE_SAS_TOKEN", sas), 4));
  }

  private static void assertSilent(
      DesiredVersion wanted, LocalArtifactCache failing, String message, String secret) {
    assertThatThrownBy(() -> failing.fetch(wanted))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(message)
        .satisfies(e -> assertThat(Throwables.getStackTrace(e)).doesNotContain(secret));
  }
}
