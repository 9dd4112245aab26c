package io.hubstream.preflight;

import io.hubstream.config.KafkaSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.NodeApiVersions;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.FindCoordinatorRequest;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one broker, on which questions are asked that Kafka's clients have no call for:
 * which requests it knows, and whether it has transactions, without beginning one.
 *
 * <p>It stands on the network client that Kafka's own clients stand on, which is no public
 * interface. Owner thread: the caller's.
 */
final class BrokerConversation implements AutoCloseable {
  private static final byte OF_TRANSACTIONS = 1;
  private static final int LONGEST_REQUEST_MS = 10_000;
  private static final long PAUSE_MS = 50;
  private static final Transactions ENDED =
      new Transactions(
          Transactions.Answer.NO, "they end the connection when they are asked for one");

  private final NetworkClient client;
  private final ApiVersions versions;
  private final Metrics metrics;
  private final Node node;
  private final FailureWords words;

  private BrokerConversation(
      NetworkClient client, ApiVersions versions, Metrics metrics, Node node, FailureWords words) {
    this.client = client;
    this.versions = versions;
    this.metrics = metrics;
    this.node = node;
    this.words = words;
  }

  /**
   * @throws PreflightException a setting of the client is wrong, or no token could be had
   */
  static BrokerConversation open(KafkaSettings kafka, ServerAddress address, FailureWords words) {
    ApiVersions versions = new ApiVersions();
    Metrics metrics = new Metrics();
    Node node = new Node(-1, address.host(), address.port());
    Map<String, Object> properties = kafka.adminProperties();
    try {
      NetworkClient client =
          ClientUtils.createNetworkClient(
              new AdminClientConfig(properties),
              "hubstream-preflight",
              metrics,
              "hubstream-preflight",
              new LogContext(),
              versions,
              Time.SYSTEM,
              1,
              LONGEST_REQUEST_MS,
              null,
              new ManualMetadataUpdater(java.util.List.of(node)),
              new DefaultHostResolver(),
              null,
              null);
      return new BrokerConversation(client, versions, metrics, node, words);
    } catch (KafkaException e) {
      metrics.close();
      throw new PreflightException(words.clientSettings(e));
    }
  }

  Contact contact(String application, Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    letIn(limit);
    NodeApiVersions found = versions.get(node.idString());
    KnownRequests requests = KnownRequests.of(found == null ? NodeApiVersions.create() : found);
    return new Contact(
        node.host() + ":" + node.port(), requests, transactions(application, requests, deadline));
  }

  private void letIn(Duration limit) {
    try {
      if (!NetworkClientUtils.awaitReady(client, node, Time.SYSTEM, limit.toMillis())) {
        throw new PreflightException(words.silent(limit));
      }
    } catch (AuthenticationException e) {
      throw new PreflightException(words.notLetIn(e));
    } catch (IOException e) {
      throw new PreflightException(words.closed());
    }
  }

  private Transactions transactions(String application, KnownRequests requests, long deadline)
      throws InterruptedException {
    if (!requests.has(ApiKeys.ADD_PARTITIONS_TO_TXN) || !requests.has(ApiKeys.TXN_OFFSET_COMMIT)) {
      // Whoever knows no such request may still have words for it.
      Transactions asked = askFor(application, deadline);
      return asked.answer() == Transactions.Answer.NO
          ? asked
          : new Transactions(Transactions.Answer.NO, "they do not know AddPartitionsToTxn");
    }
    return askFor(application, deadline);
  }

  private Transactions askFor(String application, long deadline) throws InterruptedException {
    boolean cutBefore = false;
    while (true) {
      FindCoordinatorResponse response;
      try {
        response = ask(application);
      } catch (UnsupportedVersionException e) {
        return ENDED;
      } catch (IOException e) {
        if (cutBefore) {
          return ENDED;
        }
        // A connection can be lost by chance: a guarantee is not given up for that.
        cutBefore = true;
        Thread.sleep(client.connectionDelay(node, Time.SYSTEM.milliseconds()));
        letIn(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        continue;
      }
      Errors error = Errors.forCode(code(response.data()));
      if (!(error.exception() instanceof RetriableException)) {
        return answer(error, message(response.data()));
      }
      if (System.nanoTime() > deadline) {
        return new Transactions(
            Transactions.Answer.UNKNOWN, "the brokers' coordinator of transactions is starting");
      }
      Thread.sleep(PAUSE_MS);
    }
  }

  private FindCoordinatorResponse ask(String application) throws IOException {
    FindCoordinatorRequest.Builder question =
        new FindCoordinatorRequest.Builder(
            new FindCoordinatorRequestData().setKeyType(OF_TRANSACTIONS).setKey(application));
    ClientRequest request =
        client.newClientRequest(node.idString(), question, Time.SYSTEM.milliseconds(), true);
    ClientResponse response = NetworkClientUtils.sendAndReceive(client, request, Time.SYSTEM);
    return (FindCoordinatorResponse) response.responseBody();
  }

  private static Transactions answer(Errors error, String message) {
    return switch (error) {
      case NONE -> new Transactions(Transactions.Answer.YES, "the brokers have transactions");
      case TRANSACTIONAL_ID_AUTHORIZATION_FAILED ->
          new Transactions(Transactions.Answer.DENIED, message);
      default -> new Transactions(Transactions.Answer.NO, message);
    };
  }

  private static short code(FindCoordinatorResponseData data) {
    return data.coordinators().isEmpty()
        ? data.errorCode()
        : data.coordinators().get(0).errorCode();
  }

  private static String message(FindCoordinatorResponseData data) {
    @Nullable String said =
        data.coordinators().isEmpty()
            ? data.errorMessage()
            : data.coordinators().get(0).errorMessage();
    return said == null || said.isBlank() ? Errors.forCode(code(data)).message() : said;
  }

  @Override
  public void close() {
    client.close();
    metrics.close();
  }
}
