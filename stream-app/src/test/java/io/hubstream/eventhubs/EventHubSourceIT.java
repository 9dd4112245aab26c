package io.hubstream.eventhubs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.ListBlobsOptions;
import io.hubstream.azure.AzureBlobs;
import io.hubstream.azure.BlobAccess;
import io.hubstream.testing.Azurite;
import io.hubstream.testing.EventHubPeer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** The real SDK against an AMQP peer, with checkpoints in Azurite. */
@Timeout(120)
class EventHubSourceIT {
  private static final String KEY = "c2VjcmV0LWtleS1vZi10aGUtaHVi";
  private static final String CONTAINER = "checkpoints";
  private static final Duration BALANCE = Duration.ofMillis(500);
  private static Azurite azurite;
  private static BlobContainerClient container;

  private final CollectingListener listener = new CollectingListener();
  private EventHubPeer peer;
  private HubAddress address;

  @BeforeAll
  static void startAzurite() throws IOException, InterruptedException {
    azurite = Azurite.start();
    container =
        new BlobServiceClientBuilder()
            .connectionString(azurite.connectionString(azurite.host()))
            .httpClient(new JdkHttpClientBuilder().build())
            .serviceVersion(BlobServiceVersion.V2025_11_05)
            .buildClient()
            .createBlobContainer(CONTAINER);
  }

  @AfterAll
  static void stopAzurite() {
    if (azurite != null) {
      azurite.close();
    }
  }

  @BeforeEach
  void startPeer() throws InterruptedException {
    peer = EventHubPeer.start("hub-" + UUID.randomUUID().toString().substring(0, 8), 2);
    address = address(peer);
  }

  private static HubAddress address(EventHubPeer of) {
    return new HubAddress(of.host(), of.hub(), "$Default", BALANCE);
  }

  @AfterEach
  void stopPeer() {
    peer.close();
  }

  @Test
  void shouldGoOnFromTheCheckpointWhenStartedAgain() throws Exception {
    // Given
    publish(0, "a", "b");
    publish(1, "x");
    try (EventHubSource source = source(credentials(), listener)) {
      source.start();
      listener.await("three events", l -> l.given().size() == 3);
      listener.await("their checkpoints", CollectingListener::allCheckpointed);
    }

    // When
    publish(0, "c");
    CollectingListener second = new CollectingListener();
    try (EventHubSource source = source(credentials(), second)) {
      source.start();
      second.await("what is new", l -> !l.given().isEmpty() && l.claimed().size() == 2);
    }

    // Then
    assertThat(listener.given()).containsExactlyInAnyOrder("a", "b", "x");
    assertThat(second.given()).containsExactly("c");
    assertThat(
            container
                .listBlobs(
                    new ListBlobsOptions()
                        .setPrefix(
                            address.path().toLowerCase(Locale.ROOT) + "/$default/checkpoint/")
                        .setDetails(new BlobListDetails().setRetrieveMetadata(true)),
                    Duration.ofSeconds(10))
                .stream())
        .as("tools that watch the backlog read both")
        .hasSize(2)
        .allSatisfy(
            blob -> assertThat(blob.getMetadata()).containsKeys("offset", "sequencenumber"));
  }

  @Test
  void shouldGiveEventsAgainWhenTheListenerFailed() throws Exception {
    publish(0, "a", "b");
    listener.failNext();
    try (EventHubSource source = source(credentials(), listener)) {
      source.start();

      listener.await("both, after all", l -> l.given().size() == 2);
    }
    assertThat(listener.given()).containsExactly("a", "b");
  }

  /** All at once, on hubs of their own: the SDK takes ten seconds to let go of a link it lost. */
  @Test
  void shouldGoOnWhenItsLinkIsDetachedItsConnectionDroppedOrItsTokenEnds() throws Exception {
    CollectingListener ofDropped = new CollectingListener();
    CollectingListener ofExpiring = new CollectingListener();
    try (EventHubPeer dropping = EventHubPeer.start("dropping-" + UUID.randomUUID(), 1);
        EventHubPeer expiring = EventHubPeer.start("expiring-" + UUID.randomUUID(), 1);
        EventHubSource detached = source(credentials(), listener);
        EventHubSource dropped = source(address(dropping), credentials(dropping), ofDropped);
        EventHubSource expired =
            source(address(expiring), credentials(expiring).by(shortLived()), ofExpiring)) {
      // Given
      for (EventHubSource source : List.of(detached, dropped, expired)) {
        source.start();
      }
      publish("a", peer, dropping, expiring);
      for (CollectingListener each : List.of(listener, ofDropped, ofExpiring)) {
        each.await("the first", l -> l.checkpoints() == 1);
      }

      // When
      peer.detachReceivers();
      dropping.dropConnections();
      while (tokensOfPartition(expiring, 0) < 3) {
        TimeUnit.MILLISECONDS.sleep(50); // Until the test's own limit.
      }
      publish("b", peer, dropping, expiring);

      // Then
      for (CollectingListener each : List.of(listener, ofDropped, ofExpiring)) {
        each.await("what came afterwards", l -> l.given().contains("b"));
        assertThat(each.given().stream().distinct()).containsExactly("a", "b");
      }
      assertThat(expiring.tokens()).allMatch(token -> token.type().equals("jwt"));
    }
    assertThat(listener.troubles())
        .anyMatch(words -> words.contains("amqp:link:detach-forced"))
        .noneMatch(words -> words.contains(KEY));
  }

  /** It takes half a minute: the SDK tries for a while, and then lets go of the link. */
  @Test
  @Tag("soak")
  void shouldSayThatItIsRefusedAndGoOnWhenItIsNotAnyLonger() throws Exception {
    try (EventHubSource source = source(credentials().by(shortLived()), listener)) {
      // Given
      source.start();
      publish("a", peer);
      listener.await("the first", l -> l.checkpoints() == 1);

      // When
      peer.refuseTokens(true);
      listener.await(
          "a refusal",
          l -> l.troubles().stream().anyMatch(words -> words.contains("refuses an identity")));
      peer.refuseTokens(false);
      publish("b", peer);

      // Then
      listener.await("what came afterwards", l -> l.given().contains("b"));
    }
  }

  private static TokenCredential shortLived() {
    AtomicInteger number = new AtomicInteger();
    return request ->
        Mono.fromSupplier(
            () ->
                new AccessToken(
                    "token-" + number.incrementAndGet(),
                    OffsetDateTime.now(ZoneOffset.UTC).plusSeconds(3)));
  }

  private static void publish(String body, EventHubPeer... peers) throws InterruptedException {
    for (EventHubPeer each : peers) {
      each.publish(0, body.getBytes(UTF_8));
    }
  }

  @Test
  void shouldSayWhatIsWrongBeforeItStarts() throws Exception {
    assertThat(HubCheck.partitions(address, credentials())).isEqualTo(2);

    HubAddress missing = new HubAddress(peer.host(), "no-such-hub", "$Default", BALANCE);
    assertThatThrownBy(() -> HubCheck.partitions(missing, credentials()))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("there is no event hub 127.0.0.1/no-such-hub")
        .hasNoCause();
    peer.refuseTokens(true);
    assertThatThrownBy(() -> HubCheck.partitions(address, credentials()))
        .hasMessageContaining("refuses a connection string")
        .hasMessageContaining("Azure Event Hubs Data Receiver")
        .hasMessageNotContaining(KEY);
    URI absent = URI.create(azurite.host() + "/" + Azurite.ACCOUNT + "/absent");
    assertThatThrownBy(() -> BlobCheckpoints.in(absent, blobs()))
        .isInstanceOf(HubException.class)
        .hasMessageContaining("az storage container create")
        .hasMessageNotContaining(azurite.key());
  }

  private static long tokensOfPartition(EventHubPeer of, int partition)
      throws InterruptedException {
    return of.tokens().stream()
        .filter(token -> token.entity().endsWith("/Partitions/" + partition))
        .count();
  }

  private void publish(int partition, String... bodies) throws InterruptedException {
    for (String body : bodies) {
      peer.publish(partition, body.getBytes(UTF_8));
    }
  }

  private HubCredentials credentials() {
    return credentials(peer);
  }

  private static HubCredentials credentials(EventHubPeer of) {
    return HubCredentials.of(ConnectionString.parse(of.connectionString(KEY), "the test"));
  }

  private EventHubSource source(HubCredentials credentials, CollectingListener to)
      throws HubException {
    return source(address, credentials, to);
  }

  private static EventHubSource source(
      HubAddress address, HubCredentials credentials, CollectingListener to) throws HubException {
    URI uri = URI.create(azurite.host() + "/" + Azurite.ACCOUNT + "/" + CONTAINER);
    return new EventHubSource(address, credentials, BlobCheckpoints.in(uri, blobs()), to);
  }

  private static AzureBlobs blobs() {
    return new AzureBlobs(
        new BlobAccess(
            Map.of("AZURE_STORAGE_CONNECTION_STRING", azurite.connectionString(azurite.host())),
            List.of(azurite.host() + "/" + Azurite.ACCOUNT),
            2));
  }
}
