package io.hubstream.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.apache.avro.Schema;

/**
 * A registry on loopback with the REST interface of Confluent's, for tests: subjects, versions,
 * ids, its error codes. Ids begin at 7. Safe for any thread.
 */
public final class LoopbackRegistry implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FIRST_ID = 7;

  private final HttpServer server;
  private final String scheme;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Schema> schemas = new CopyOnWriteArrayList<>();
  private final Map<String, List<Integer>> subjects = new HashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile int failure;
  private volatile boolean silent;
  private volatile Optional<String> wanted = Optional.empty();

  private LoopbackRegistry(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Starts one at a free port. */
  public static LoopbackRegistry start() throws IOException {
    return new LoopbackRegistry(HttpServer.create(free(), 0), "http");
  }

  static LoopbackRegistry startWith(SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(free(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new LoopbackRegistry(server, "https");
  }

  private static InetSocketAddress free() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** Where it is. */
  public String url() {
    return scheme + "://localhost:" + server.getAddress().getPort();
  }

  /** What was asked, as {@code GET /schemas/ids/7}. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /** The Authorization headers that came. */
  List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  /** Answers so until further notice; 0 for as it should. */
  public void answer(int status) {
    answer(status, Integer.MAX_VALUE);
  }

  void answer(int status, int times) {
    failure = status;
    failures.set(status == 0 ? 0 : times);
  }

  /** Takes questions and answers none. */
  public void fallSilent() {
    silent = true;
  }

  /** Lets in only who says this. */
  public void want(String authorization) {
    wanted = Optional.of(authorization);
  }

  /** Registers a schema as another producer would; gives its id. */
  public synchronized int add(String subject, Schema schema) {
    int index = schemas.indexOf(schema);
    if (index < 0) {
      schemas.add(schema);
      index = schemas.size() - 1;
    }
    List<Integer> versions = subjects.computeIfAbsent(subject, s -> new CopyOnWriteArrayList<>());
    if (!versions.contains(index)) {
      versions.add(index);
    }
    return index + FIRST_ID;
  }

  /** The subjects that have schemas. */
  public synchronized List<String> subjects() {
    return subjects.keySet().stream().sorted().toList();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getRawPath();
      calls.add(exchange.getRequestMethod() + " " + path);
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (authorization != null) {
        authorizations.add(authorization);
      }
      if (silent) {
        closed.await();
        return;
      }
      if (failures.getAndUpdate(n -> n == Integer.MAX_VALUE || n == 0 ? n : n - 1) > 0) {
        reply(exchange, failure, error(50001, "Error in the backend data store"));
      } else if (wanted.isPresent() && !wanted.get().equals(authorization)) {
        reply(exchange, 401, error(401, "Unauthorized"));
      } else {
        answer(exchange, path.split("/"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void answer(HttpExchange exchange, String[] path) throws IOException {
    String question = exchange.getRequestMethod() + " " + path[1] + " " + path.length;
    switch (question) {
      case "POST subjects 4" -> {
        int id = add(decoded(path[2]), schema(exchange));
        reply(exchange, 200, JSON.createObjectNode().put("id", id));
      }
      case "POST subjects 3" -> find(exchange, decoded(path[2]));
      case "GET schemas 4" -> byId(exchange, Integer.parseInt(path[3]));
      default -> reply(exchange, 404, JSON.createObjectNode().put("message", "no such page"));
    }
  }

  private synchronized void find(HttpExchange exchange, String subject) throws IOException {
    List<Integer> versions = subjects.get(subject);
    if (versions == null) {
      reply(exchange, 404, error(40401, "Subject '%s' not found.".formatted(subject)));
      return;
    }
    int index = schemas.indexOf(schema(exchange));
    if (!versions.contains(index)) {
      reply(exchange, 404, error(40403, "Schema not found"));
      return;
    }
    reply(
        exchange, 200, JSON.createObjectNode().put("subject", subject).put("id", index + FIRST_ID));
  }

  private void byId(HttpExchange exchange, int id) throws IOException {
    int index = id - FIRST_ID;
    if (index < 0 || index >= schemas.size()) {
      reply(exchange, 404, error(40403, "Schema %d not found".formatted(id)));
    } else {
      reply(exchange, 200, JSON.createObjectNode().put("schema", schemas.get(index).toString()));
    }
  }

  private static String decoded(String name) {
    return URLDecoder.decode(name, StandardCharsets.UTF_8);
  }

  private static Schema schema(HttpExchange exchange) throws IOException {
    JsonNode body = JSON.readTree(exchange.getRequestBody());
    return new Schema.Parser().parse(body.path("schema").asText());
  }

  private static ObjectNode error(int code, String message) {
    return JSON.createObjectNode().put("error_code", code).put("message", message);
  }

  private static void reply(HttpExchange exchange, int status, ObjectNode body) throws IOException {
    byte[] bytes = JSON.writeValueAsBytes(body);
    exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
