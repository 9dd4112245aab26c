package io.hubstream.testing;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.proton.ProtonConnection;
import io.vertx.proton.ProtonServer;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An event hub on a free loopback port, over AMQP 1.0 without TLS, as far as Azure's client needs
 * one: it tells its partitions, takes tokens, takes in events, and gives them out from where a
 * receiver wants to begin. Links and connections can be cut, and tokens be refused.
 *
 * <p>All of its state belongs to one event loop; the methods here may be called from any thread.
 */
@SuppressWarnings("JavaUtilDate") // What AMQP's library takes for a time.
public final class EventHubPeer implements AutoCloseable {
  private static final int LIMIT_SECONDS = 20;

  private final Vertx vertx;
  private final String hub;
  private final int port;
  private final List<List<Event>> partitions = new ArrayList<>();
  private final Set<PeerConnection> connections = new HashSet<>();
  private final List<Token> tokens = new ArrayList<>();
  private boolean refusing;
  private int connectionsSeen;
  private int partitionToFill;

  /** An event as it lies in a partition. */
  record Event(byte[] body, Map<String, Object> properties, Date enqueued) {}

  /**
   * A token that a client gave for an entity.
   *
   * @param type {@code jwt}, or {@code servicebus.windows.net:sastoken}
   */
  public record Token(String type, String entity, String text) {}

  private EventHubPeer(Vertx vertx, String hub, int partitionCount) throws InterruptedException {
    this.vertx = vertx;
    this.hub = hub;
    for (int i = 0; i < partitionCount; i++) {
      partitions.add(new ArrayList<>());
    }
    CompletableFuture<Integer> listening = new CompletableFuture<>();
    ProtonServer server =
        ProtonServer.create(vertx).connectHandler(connection -> accept(connection));
    server.listen(
        0,
        "127.0.0.1",
        started -> {
          if (started.succeeded()) {
            listening.complete(started.result().actualPort());
          } else {
            listening.completeExceptionally(started.cause());
          }
        });
    this.port = await(listening);
  }

  /** It did not start, or did not answer. */
  public static final class PeerFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PeerFailedException(Throwable cause) {
      super(cause);
    }
  }

  /** Starts one with empty partitions. */
  public static EventHubPeer start(String hub, int partitions) throws InterruptedException {
    // One thread owns all connections.
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    return new EventHubPeer(vertx, hub, partitions);
  }

  /** A connection string with a key that means nothing. */
  public String connectionString(String key) {
    return "Endpoint=sb://127.0.0.1:%d;SharedAccessKeyName=bridge;SharedAccessKey=%s;UseDevelopmentEmulator=true"
        .formatted(port, key);
  }

  /** The address as clients use it. */
  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  public String hub() {
    return hub;
  }

  /** Puts an event into a partition; gives its sequence number. */
  public long publish(int partition, byte[] body) throws InterruptedException {
    return onLoop(() -> append(partition, body, Map.of()));
  }

  /** Ends every link that gives out events, as the service does when it moves a partition. */
  public void detachReceivers() throws InterruptedException {
    onLoop(() -> all(connection -> connection.detachReceivers("amqp:link:detach-forced")));
  }

  /** Breaks every connection, without a word. */
  public void dropConnections() throws InterruptedException {
    onLoop(() -> all(PeerConnection::disconnect));
  }

  /** From now on tokens are refused, or no longer. */
  public void refuseTokens(boolean refuse) throws InterruptedException {
    onLoop(
        () -> {
          refusing = refuse;
          return refuse;
        });
  }

  /** The tokens that came, oldest first. */
  public List<Token> tokens() throws InterruptedException {
    return onLoop(() -> List.copyOf(tokens));
  }

  /** How many links give out events now. */
  public int receivers() throws InterruptedException {
    return onLoop(() -> connections.stream().mapToInt(PeerConnection::receivers).sum());
  }

  /** How many connections were made so far. */
  public int connectionsSeen() throws InterruptedException {
    return onLoop(() -> connectionsSeen);
  }

  private void accept(ProtonConnection connection) {
    connectionsSeen++;
    PeerConnection accepted = new PeerConnection(this, connection);
    connections.add(accepted);
    accepted.open();
  }

  private int all(java.util.function.Consumer<PeerConnection> each) {
    List.copyOf(connections).forEach(each);
    return connections.size();
  }

  // What follows is called on the event loop.

  void gone(PeerConnection connection) {
    connections.remove(connection);
  }

  /** A client's token; whether it is taken. */
  boolean offered(Token token) {
    tokens.add(token);
    return !refusing;
  }

  boolean refuses() {
    return refusing;
  }

  long append(int partition, byte[] body, Map<String, Object> properties) {
    List<Event> events = partitions.get(partition);
    events.add(new Event(body.clone(), new HashMap<>(properties), new Date()));
    all(connection -> connection.pump(partition));
    return events.size() - 1L;
  }

  /** An event that came over a link that names no partition. */
  void append(byte[] body, Map<String, Object> properties) {
    append(partitionToFill++ % partitions.size(), body, properties);
  }

  List<Event> events(int partition) {
    return partitions.get(partition);
  }

  int partitionCount() {
    return partitions.size();
  }

  /** A newer receiver of a partition takes the place of an older one. */
  void stolen(PeerConnection.Receiver by) {
    all(connection -> connection.detachOlder(by));
  }

  private <T> T onLoop(Callable<T> work) throws InterruptedException {
    CompletableFuture<T> done = new CompletableFuture<>();
    vertx.runOnContext(
        nothing -> {
          try {
            done.complete(work.call());
          } catch (Exception | Error e) {
            done.completeExceptionally(e);
          }
        });
    return await(done);
  }

  private static <T> T await(CompletableFuture<T> done) throws InterruptedException {
    try {
      return done.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new PeerFailedException(e.getCause());
    } catch (TimeoutException e) {
      throw new PeerFailedException(e);
    }
  }

  @Override
  public void close() {
    try {
      await(vertx.close().toCompletionStage().toCompletableFuture());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
