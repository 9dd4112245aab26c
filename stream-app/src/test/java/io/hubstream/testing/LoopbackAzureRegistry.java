package io.hubstream.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;

/**
 * Answers on loopback as Azure Schema Registry does: PUT registers, POST :get-id looks up, GET
 * gives a schema by its id, the facts come as Schema-* headers. It has one group. Safe for any
 * thread.
 */
public final class LoopbackAzureRegistry implements AutoCloseable {
  /** The only schema group. */
  public static final String GROUP = "hubstream";

  private static final String AVRO = "application/json; serialization=Avro";
  private static final String GROUPS = "/$schemaGroups/";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, String> schemaById = new LinkedHashMap<>();
  private final Map<String, String> nameById = new LinkedHashMap<>();
  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private volatile int failure;

  private LoopbackAzureRegistry(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Starts one at a free port. */
  public static LoopbackAzureRegistry start() throws IOException {
    return new LoopbackAzureRegistry(HttpServer.create(free(), 0));
  }

  /** Starts one with a certificate. */
  public static LoopbackAzureRegistry startWith(SSLContext tls) throws IOException {
    HttpsServer server = HttpsServer.create(free(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    return new LoopbackAzureRegistry(server);
  }

  private static InetSocketAddress free() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /** {@code HOST:PORT}. */
  public String authority() {
    return "localhost:" + server.getAddress().getPort();
  }

  /** What {@code wire.azure.namespace} is to be. */
  public String namespace() {
    return "http://" + authority();
  }

  /** What was asked, as {@code GET /$schemaGroups/$schemas/ID}. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /** The Authorization headers that came. */
  public List<String> authorizations() {
    return List.copyOf(authorizations);
  }

  /** Answers so until further notice; 0 for as it should. */
  public void answer(int status) {
    failure = status;
  }

  /** The ids of all schemas, in the order in which they came. */
  public synchronized List<String> ids() {
    return List.copyOf(schemaById.keySet());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      calls.add(exchange.getRequestMethod() + " " + path);
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      if (authorization != null) {
        authorizations.add(authorization);
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (failure != 0) {
        error(exchange, failure, "told to fail");
      } else if (!String.valueOf(exchange.getRequestURI().getQuery()).contains("api-version=")) {
        error(exchange, 400, "no api-version");
      } else {
        answer(exchange, path, new String(body, StandardCharsets.UTF_8));
      }
    }
  }

  private synchronized void answer(HttpExchange exchange, String path, String body)
      throws IOException {
    String schemas = GROUPS + GROUP + "/schemas/";
    if (path.startsWith(GROUPS + "$schemas/")) {
      byId(exchange, path.substring(path.lastIndexOf('/') + 1));
    } else if (!path.startsWith(schemas)) {
      error(exchange, 404, "no such group");
    } else if (path.endsWith(":get-id")) {
      String name = path.substring(schemas.length(), path.length() - ":get-id".length());
      String id = idOf(name, body);
      if (schemaById.containsKey(id)) {
        facts(exchange, id, 204);
      } else {
        error(exchange, 404, "no such schema");
      }
    } else if (exchange.getRequestMethod().equals("PUT")) {
      String name = path.substring(schemas.length());
      String id = idOf(name, body);
      schemaById.put(id, body);
      nameById.put(id, name);
      facts(exchange, id, 204);
    } else {
      error(exchange, 405, "not known");
    }
  }

  private static String idOf(String name, String schema) {
    byte[] both = (name + "\n" + schema).getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(both).toString().replace("-", "");
  }

  private void byId(HttpExchange exchange, String id) throws IOException {
    String schema = schemaById.get(id);
    if (schema == null) {
      error(exchange, 404, "no such id");
      return;
    }
    byte[] bytes = schema.getBytes(StandardCharsets.UTF_8);
    headers(exchange, id);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  private void facts(HttpExchange exchange, String id, int status) throws IOException {
    headers(exchange, id);
    exchange.sendResponseHeaders(status, -1);
  }

  private void headers(HttpExchange exchange, String id) {
    var headers = exchange.getResponseHeaders();
    headers.set("Content-Type", AVRO);
    headers.set("Schema-Id", id);
    headers.set("Schema-Version", "1");
    headers.set("Schema-Group-Name", GROUP);
    headers.set("Schema-Name", String.valueOf(nameById.get(id)));
    headers.set("Schema-Id-Location", "https://" + authority() + GROUPS + "$schemas/" + id);
  }

  private static void error(HttpExchange exchange, int status, String message) throws IOException {
    byte[] body =
        "{\"error\":{\"code\":\"%d\",\"message\":\"%s\"}}"
            .formatted(status, message)
            .getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
