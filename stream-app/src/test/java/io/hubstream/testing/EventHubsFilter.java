package io.hubstream.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import javax.net.ServerSocketFactory;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.ApiVersionsResponse;
import org.apache.kafka.common.requests.FindCoordinatorResponse;
import org.apache.kafka.common.requests.MetadataResponse;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.requests.RequestUtils;

/**
 * Stands before a broker on loopback, and answers as the Kafka endpoint of Event Hubs does: older
 * versions of the protocol, an address of its own in every answer, and no more than the {@linkplain
 * EventHubsRules rules} of the tier.
 *
 * <p>A broker handles one request of a connection at a time, so this does too, with a thread for
 * each connection. Safe for any thread; close ends connections and threads.
 */
public final class EventHubsFilter implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int BACKLOG = 50;
  private static final short NEWEST_API_VERSIONS = 3;

  private final int brokerPort;
  private final EventHubsRules rules;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> refused = new CopyOnWriteArrayList<>();
  private volatile BiFunction<ApiKeys, AbstractRequest, Optional<RuntimeException>> fault =
      (api, request) -> Optional.empty();

  private EventHubsFilter(int brokerPort, EventHubsRules rules, ServerSocket server) {
    this.brokerPort = brokerPort;
    this.rules = rules;
    this.server = server;
  }

  /**
   * Starts before a listener of a broker.
   *
   * @param brokerPort of a listener without TLS; what is authenticated there passes through
   * @param sockets makes the socket that clients connect to, with TLS or without
   */
  public static EventHubsFilter before(
      int brokerPort, EventHubsRules rules, ServerSocketFactory sockets) throws IOException {
    ServerSocket server =
        sockets.createServerSocket(0, BACKLOG, InetAddress.getByAddress(LOOPBACK));
    EventHubsFilter filter = new EventHubsFilter(brokerPort, rules, server);
    daemon("event-hubs-filter", filter::accept);
    return filter;
  }

  /** Where clients connect to. */
  public String bootstrapServers() {
    return HOST + ":" + server.getLocalPort();
  }

  /** The requests that were refused or that closed their connection, in words. */
  public List<String> refused() {
    return List.copyOf(refused);
  }

  /** Refuses requests for a reason of the test's own, until it is told otherwise. */
  public void fail(BiFunction<ApiKeys, AbstractRequest, Optional<RuntimeException>> reason) {
    fault = reason;
  }

  /** Refuses nothing more than the rules do. */
  public void heal() {
    fault = (api, request) -> Optional.empty();
  }

  /** Ends every connection that is open now. */
  public void cutConnections() {
    for (Socket socket : new ArrayList<>(open)) {
      closeQuietly(socket);
    }
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        open.add(client);
        daemon("event-hubs-filter-" + client.getPort(), () -> serve(client));
      } catch (IOException e) {
        // The test is over, or a client went away at once.
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket broker = new Socket(InetAddress.getByAddress(LOOPBACK), brokerPort)) {
      open.add(broker);
      client.setTcpNoDelay(true);
      broker.setTcpNoDelay(true);
      Wire wire = new Wire(client, broker);
      while (serveOne(wire)) {
        // The next request.
      }
      open.remove(broker);
    } catch (IOException e) {
      // One side has gone: so does the other.
    } finally {
      open.remove(client);
    }
  }

  /** Both ends of a connection. */
  private record Wire(
      DataInputStream fromClient,
      DataOutputStream toClient,
      DataInputStream fromBroker,
      DataOutputStream toBroker) {
    Wire(Socket client, Socket broker) throws IOException {
      this(
          new DataInputStream(client.getInputStream()),
          new DataOutputStream(client.getOutputStream()),
          new DataInputStream(broker.getInputStream()),
          new DataOutputStream(broker.getOutputStream()));
    }

    static byte[] read(DataInputStream in) throws IOException {
      byte[] frame = new byte[in.readInt()];
      in.readFully(frame);
      return frame;
    }

    static void write(DataOutputStream out, ByteBuffer frame) throws IOException {
      byte[] whole = new byte[Integer.BYTES + frame.remaining()];
      ByteBuffer.wrap(whole).putInt(frame.remaining()).put(frame.duplicate());
      out.write(whole);
      out.flush();
    }
  }

  /** Returns false when the connection is to end. */
  private boolean serveOne(Wire wire) throws IOException {
    ByteBuffer frame = ByteBuffer.wrap(Wire.read(wire.fromClient()));
    int size = frame.remaining();
    ByteBuffer rest = frame.duplicate();
    RequestHeader header = RequestHeader.parse(rest);
    if (header.apiKey() == ApiKeys.API_VERSIONS && header.apiVersion() > NEWEST_API_VERSIONS) {
      answerOldVersions(wire, header);
      return true;
    }
    if (!rules.knows(header.apiKey(), header.apiVersion())
        || (header.apiKey() == ApiKeys.PRODUCE && size > EventHubsRules.MAX_PRODUCE_BYTES)) {
      refused.add(
          "closed on %s v%d of %d bytes".formatted(header.apiKey(), header.apiVersion(), size));
      return false;
    }
    AbstractRequest request =
        AbstractRequest.parseRequest(
                header.apiKey(), header.apiVersion(), new ByteBufferAccessor(rest))
            .request;
    Optional<RuntimeException> why =
        rules.refusal(request).or(() -> fault.apply(header.apiKey(), request));
    if (why.isPresent()) {
      refused.add("%s: %s".formatted(header.apiKey(), why.get().getMessage()));
      answer(wire, header, refusal(request, why.get()).data());
      return true;
    }
    Wire.write(wire.toBroker(), frame);
    if (!(request instanceof ProduceRequest produce && produce.acks() == 0)) {
      passOn(wire, header);
    }
    return true;
  }

  private static AbstractResponse refusal(AbstractRequest request, RuntimeException why) {
    AbstractResponse response = request.getErrorResponse(why);
    if (response instanceof FindCoordinatorResponse found) {
      found.data().setErrorMessage(why.getMessage());
      found.data().coordinators().forEach(node -> node.setErrorMessage(why.getMessage()));
    }
    return response;
  }

  private void passOn(Wire wire, RequestHeader header) throws IOException {
    ByteBuffer frame = ByteBuffer.wrap(Wire.read(wire.fromBroker()));
    switch (header.apiKey()) {
      case API_VERSIONS, METADATA, FIND_COORDINATOR -> {
        AbstractResponse response = AbstractResponse.parseResponse(frame, header);
        rewrite(response);
        answer(wire, header, response.data());
      }
      default -> Wire.write(wire.toClient(), frame);
    }
  }

  private void rewrite(AbstractResponse response) {
    if (response instanceof ApiVersionsResponse versions) {
      rules.cap(versions.data());
    } else if (response instanceof MetadataResponse metadata) {
      metadata.data().brokers().forEach(node -> node.setHost(HOST).setPort(server.getLocalPort()));
    } else if (response instanceof FindCoordinatorResponse found) {
      if (found.data().port() > 0) {
        found.data().setHost(HOST).setPort(server.getLocalPort());
      }
      found.data().coordinators().stream()
          .filter(node -> node.port() > 0)
          .forEach(node -> node.setHost(HOST).setPort(server.getLocalPort()));
    }
  }

  private static void answer(Wire wire, RequestHeader header, ApiMessage body) throws IOException {
    var responseHeader = header.toResponseHeader();
    Wire.write(
        wire.toClient(),
        RequestUtils.serialize(
            responseHeader.data(), responseHeader.headerVersion(), body, header.apiVersion()));
  }

  /**
   * The answer to a version of this request that is not known has version 0 and names the known.
   */
  private static void answerOldVersions(Wire wire, RequestHeader header) throws IOException {
    ApiVersionCollection known = new ApiVersionCollection();
    known.add(
        new ApiVersion()
            .setApiKey(ApiKeys.API_VERSIONS.id)
            .setMinVersion((short) 0)
            .setMaxVersion(NEWEST_API_VERSIONS));
    ApiVersionsResponseData body =
        new ApiVersionsResponseData()
            .setErrorCode(Errors.UNSUPPORTED_VERSION.code())
            .setApiKeys(known);
    RequestHeader oldest =
        new RequestHeader(
            ApiKeys.API_VERSIONS, (short) 0, header.clientId(), header.correlationId());
    answer(wire, oldest, body);
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is gone in any case.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    cutConnections();
  }
}
