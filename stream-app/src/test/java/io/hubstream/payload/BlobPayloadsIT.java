package io.hubstream.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.sas.BlobContainerSasPermission;
import com.azure.storage.blob.sas.BlobServiceSasSignatureValues;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Payload;
import io.hubstream.content.Sha256;
import io.hubstream.testing.FaultProxy;
import io.hubstream.testing.FaultProxy.Call;
import io.hubstream.testing.ProxiedAzurite;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Payloads in Blob storage, on the emulator, behind a proxy that spoils answers. */
@Timeout(60)
class BlobPayloadsIT {
  private static final byte[] CONTENT = bytes(100_000);

  private static ProxiedAzurite azurite;
  private static FaultProxy proxy;

  @TempDir Path temp;

  private final String container = "payloads-" + UUID.randomUUID();
  private final List<PayloadStores> opened = new ArrayList<>();
  private BlobContainerClient direct;
  private PayloadStores stores;

  @BeforeAll
  static void start() throws Exception {
    azurite = ProxiedAzurite.start();
  }

  @AfterAll
  static void stop() {
    azurite.close();
  }

  @BeforeEach
  void makeContainer() {
    azurite.reset();
    proxy = azurite.proxy();
    direct = azurite.createContainer(container);
    stores = stores(azurite.environment());
  }

  @AfterEach
  void close() {
    opened.forEach(PayloadStores::close);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private String root() {
    return azurite.endpoint() + "/" + container;
  }

  private PayloadStores stores(Map<String, String> environment) {
    return stores(environment, root());
  }

  private PayloadStores stores(Map<String, String> environment, String entry) {
    PayloadLimits limits = new PayloadLimits(1_000_000);
    PayloadStores made =
        PayloadStores.of(
            new FilePayloadSource(List.of(temp), limits),
            new RemoteSettings(
                List.of(entry),
                List.of(azurite.endpoint()),
                List.of(),
                List.of(),
                environment,
                new RemoteSettings.Transfers(2, Duration.ofSeconds(2), Duration.ofSeconds(10))),
            limits);
    opened.add(made);
    return made;
  }

  private PayloadWriter writer() {
    return PayloadWriters.at(root(), List.of(), azurite.environment());
  }

  private Payload.Reference written(byte[] bytes) throws IOException {
    return writer().write(bytes, Sha256.hex(ByteBuffer.wrap(bytes)));
  }

  private Payload.Reference uploaded(String rawName, String name, byte[] bytes) {
    direct.getBlobClient(name).upload(BinaryData.fromBytes(bytes), true);
    return new Payload.Reference(
        URI.create(root() + "/" + rawName),
        bytes.length,
        Sha256.hex(ByteBuffer.wrap(bytes)),
        Optional.empty());
  }

  private static boolean isRead(Call call) {
    return call.method().equals("GET");
  }

  private FailureKind kindOf(Payload.Reference reference) {
    return catchThrowableOfType(BadRecordException.class, () -> stores.fetch(reference)).kind();
  }

  @Test
  void shouldWriteOnceAndGiveTheSameReferenceWhenItIsWrittenAgain() throws Exception {
    // When
    Payload.Reference first = written(CONTENT);
    Payload.Reference again = written(CONTENT);

    // Then
    String sha256 = Sha256.hex(ByteBuffer.wrap(CONTENT));
    assertThat(again).isEqualTo(first);
    assertThat(first.uri())
        .hasToString("%s/sha256/%s/%s".formatted(root(), sha256.substring(0, 2), sha256));
    assertThat(first.etag()).hasValueSatisfying(etag -> assertThat(etag).matches("\".+\""));
    assertThat(stores.fetch(first)).isEqualTo(ByteBuffer.wrap(CONTENT));
  }

  @Test
  void shouldWriteNothingOverWhatIsThereUnderTheName() throws Exception {
    Payload.Reference first = written(CONTENT);
    String name = first.uri().toString().substring(root().length() + 1);
    direct.getBlobClient(name).upload(BinaryData.fromString("something else"), true);

    assertThatThrownBy(() -> written(CONTENT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("delete it");
  }

  @Test
  void shouldSayHowToMakeTheContainerWhenThereIsNone() {
    PayloadWriter lost =
        PayloadWriters.at(azurite.endpoint() + "/nothing-here", List.of(), azurite.environment());

    assertThatThrownBy(() -> lost.write(CONTENT, "0".repeat(64)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("az storage container create")
        .hasMessageContaining("nothing-here");
  }

  @Test
  void shouldWriteWhenTheStoreIsBusyForAWhile() throws Exception {
    proxy.answer(2, call -> call.method().equals("PUT"), 503, Map.of());

    assertThat(stores.fetch(written(CONTENT)).remaining()).isEqualTo(CONTENT.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "ü.png", "100%", "a+b", "x#y", "q?r", "%41", "a/b/c.txt"})
  void shouldReadABlobWhateverItsName(String name) throws Exception {
    String raw =
        new URI(null, null, "/" + name, null).getRawPath().substring(1).replace("+", "%2B");

    Payload.Reference reference = uploaded(raw, name.replace("%", "%25"), CONTENT);

    assertThat(stores.fetch(reference)).isEqualTo(ByteBuffer.wrap(CONTENT));
  }

  @Test
  void shouldReadAnEmptyBlob() throws Exception {
    assertThat(stores.fetch(uploaded("empty", "empty", new byte[0])).remaining()).isZero();
  }

  @Test
  void shouldSayThatTheBlobChangedWhenItsTagIsAnother() throws Exception {
    Payload.Reference reference = written(CONTENT);
    String name = reference.uri().toString().substring(root().length() + 1);
    direct.getBlobClient(name).upload(BinaryData.fromBytes(CONTENT), true);

    assertThatThrownBy(() -> stores.fetch(reference))
        .isInstanceOfSatisfying(
            BadRecordException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.PAYLOAD_MISMATCH))
        .hasMessageContaining("412");
  }

  @Test
  void shouldBlameTheRecordWhenItNamesWhatIsNotThere() throws Exception {
    Payload.Reference there = uploaded("a", "a", CONTENT);
    Payload.Reference missing = uploaded("b", "c", CONTENT);
    Payload.Reference longer =
        new Payload.Reference(there.uri(), CONTENT.length + 1, there.sha256(), Optional.empty());
    Payload.Reference shorter =
        new Payload.Reference(there.uri(), CONTENT.length - 1, there.sha256(), Optional.empty());
    Payload.Reference other =
        new Payload.Reference(there.uri(), CONTENT.length, "0".repeat(64), Optional.empty());

    assertThat(kindOf(missing)).isEqualTo(FailureKind.PAYLOAD_MISSING);
    assertThat(kindOf(longer)).isEqualTo(FailureKind.PAYLOAD_MISMATCH);
    assertThat(kindOf(shorter)).isEqualTo(FailureKind.PAYLOAD_MISMATCH);
    assertThat(kindOf(other)).isEqualTo(FailureKind.PAYLOAD_MISMATCH);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void shouldReadItWhenTheStoreIsBusyForAWhile(int status) throws Exception {
    Payload.Reference reference = uploaded("a", "a", CONTENT);
    proxy.answer(2, BlobPayloadsIT::isRead, status, Map.of());

    assertThat(stores.fetch(reference)).isEqualTo(ByteBuffer.wrap(CONTENT));
  }

  @Test
  void shouldReadItAgainWhenAnAnswerWasCut() throws Exception {
    Payload.Reference reference = uploaded("a", "a", CONTENT);
    proxy.cut(2, BlobPayloadsIT::isRead, 20_000);

    assertThat(stores.fetch(reference)).isEqualTo(ByteBuffer.wrap(CONTENT));
  }

  @Test
  void shouldLeaveAStoreAloneThatIsDownAndNoticeWhenItIsBack() throws Exception {
    // Given
    Payload.Reference reference = uploaded("a", "a", CONTENT);
    proxy.down(true);
    assertThatThrownBy(() -> stores.fetch(reference))
        .isInstanceOfSatisfying(
            StoreUnavailableException.class, e -> assertThat(e.store()).isEqualTo(root()));
    int asked = proxy.calls().size();

    // When
    for (int i = 0; i < 20; i++) {
      assertThatThrownBy(() -> stores.fetch(reference))
          .isInstanceOf(StoreUnavailableException.class);
    }

    // Then
    assertThat(proxy.calls().size() - asked).isLessThan(5);
    assertThat(stores.available(root())).isFalse();
    proxy.down(false);
    while (!stores.available(root())) {
      Thread.onSpinWait();
    }
    assertThat(stores.fetch(reference)).isEqualTo(ByteBuffer.wrap(CONTENT));
  }

  @Test
  void shouldTellOneBlobThatIsDeniedFromAStoreThatDeniesAll() throws Exception {
    Payload.Reference good = uploaded("good", "good", CONTENT);
    Payload.Reference denied = uploaded("denied", "denied", CONTENT);
    proxy.answer(1, BlobPayloadsIT::isRead, 403, Map.of());
    assertThatThrownBy(() -> stores.fetch(denied))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("Storage Blob Data Reader");

    stores.fetch(good);
    proxy.answer(2, call -> call.path().endsWith("/denied"), 403, Map.of());
    assertThat(kindOf(denied)).isEqualTo(FailureKind.PAYLOAD_REFUSED);

    proxy.answer(100, BlobPayloadsIT::isRead, 403, Map.of());
    assertThatThrownBy(() -> stores.fetch(denied)).isInstanceOf(StoreUnavailableException.class);
    assertThat(stores.available(root())).isFalse();
    proxy.reset();
    assertThat(stores.available(root())).isTrue();
  }

  @Test
  void shouldCallItAnOutageWhenTheContainerIsNotThere() throws Exception {
    // Given
    Payload.Reference reference = uploaded("a", "a", CONTENT);
    stores.fetch(reference);
    direct.delete();

    // When
    assertThatThrownBy(() -> stores.fetch(reference))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("ContainerNotFound");

    // Then
    assertThat(stores.available(root())).isFalse();
    direct.create();
    uploaded("a", "a", CONTENT);
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!stores.available(root())) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
    assertThat(stores.fetch(reference)).isEqualTo(ByteBuffer.wrap(CONTENT));
  }

  /** Nobody can tell one that went away from one that a record made up. */
  @Test
  void shouldBlameTheRecordForAContainerThatIsNotThereWhenTheWholeAccountIsListed() {
    PayloadStores ofTheAccount = stores(azurite.environment(), azurite.endpoint());
    Payload.Reference reference =
        new Payload.Reference(
            URI.create(azurite.endpoint() + "/no-such-container/a"),
            1,
            "0".repeat(64),
            Optional.empty());

    assertThatThrownBy(() -> ofTheAccount.fetch(reference))
        .isInstanceOfSatisfying(
            BadRecordException.class,
            e -> assertThat(e.kind()).isEqualTo(FailureKind.PAYLOAD_MISSING));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ContainerBeingDeleted", "AccountBeingCreated"})
  void shouldCallItAnOutageWhenThePlaceIsOnItsWay(String code) {
    Payload.Reference reference = uploaded("a", "a", CONTENT);
    proxy.answer(100, BlobPayloadsIT::isRead, 409, Map.of("x-ms-error-code", code));

    assertThatThrownBy(() -> stores.fetch(reference))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining(code);
  }

  @Test
  void shouldSayNothingOfASecretWhateverGoesWrong() throws Exception {
    // Given
    Payload.Reference reference = written(CONTENT);
    String sas =
        direct.generateSas(
            new BlobServiceSasSignatureValues(
                OffsetDateTime.now(ZoneOffset.UTC).plusHours(1),
                new BlobContainerSasPermission().setReadPermission(true)));
    // A part of the signature that is written the same whether it is encoded or not.
    String secret =
        Stream.of(sas.replaceFirst(".*sig=", "").replaceFirst("&.*", "").split("%.."))
            .max(Comparator.comparing(String::length))
            .orElseThrow();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Level level = root.getLevel();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
    log.start();
    List<Throwable> thrown = new ArrayList<>();
    try {
      // When
      for (Map<String, String> environment :
          List.of(
              azurite.environment(),
              Map.of("AZURE_STORAGE_SAS_TOKEN", sas),
              Map.of("AZURE_STORAGE_SAS_TOKEN", sas.replace("sig=", "sig=A")),
              Map.<String, String>of())) {
        thrown.addAll(failures(stores(environment), reference, sas));
      }
      thrown.add(
          catchThrowable(
              () -> PayloadWriters.at(root() + "?" + sas, List.of(), azurite.environment())));
    } finally {
      root.setLevel(level);
      root.detachAppender(log);
    }

    // Then
    assertThat(secret).hasSizeGreaterThan(5);
    assertThat(thrown).hasSizeGreaterThan(12).doesNotContainNull();
    for (String hidden : List.of(secret, azurite.key())) {
      assertThat(thrown).noneMatch(e -> Throwables.getStackTrace(e).contains(hidden));
      assertThat(log.list)
          .isNotEmpty()
          .noneMatch(event -> event.getFormattedMessage().contains(hidden))
          .noneMatch(
              event ->
                  event.getThrowableProxy() != null
                      && String.valueOf(event.getThrowableProxy().getMessage()).contains(hidden));
    }
  }

  private static List<Throwable> failures(
      PayloadStores failing, Payload.Reference reference, String sas) {
    List<Throwable> thrown = new ArrayList<>();
    Payload.Reference signed =
        new Payload.Reference(
            URI.create(reference.uri() + "?" + sas),
            reference.length(),
            reference.sha256(),
            reference.etag());
    thrown.add(catchThrowable(() -> failing.fetch(signed)));
    proxy.answer(1, BlobPayloadsIT::isRead, 404, Map.of());
    thrown.add(
        catchThrowable(
            () ->
                failing.fetch(
                    new Payload.Reference(
                        URI.create(reference.uri() + "x"),
                        1,
                        reference.sha256(),
                        Optional.empty()))));
    proxy.answer(100, BlobPayloadsIT::isRead, 403, Map.of());
    thrown.add(catchThrowable(() -> failing.fetch(reference)));
    proxy.reset();
    proxy.down(true);
    thrown.add(catchThrowable(() -> failing.fetch(reference)));
    proxy.reset();
    return thrown;
  }
}
