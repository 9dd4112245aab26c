package io.hubstream.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves {@code /metrics} (Prometheus text), {@code /health/live} and {@code /health/ready} (JSON
 * with the reasons; status 503 while it is not so), and an index.
 *
 * <p>Owned by the composition root; two daemon threads of its own. Close is idempotent and does not
 * wait for requests under way.
 */
public final class MonitoringServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(MonitoringServer.class);
  private static final String INDEX =
      """
      Hubstream

      /metrics        meters, in Prometheus' text format
      /health/live    200 unless only a restart can help
      /health/ready   200 while records are taken and models serve; else 503 with the reasons
      """;
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final ExecutorService threads;
  private final Supplier<Health> health;
  private final ObjectMapper json = new ObjectMapper();

  private record Response(int status, String type, String body) {}

  private MonitoringServer(HttpServer server, Supplier<Health> health) {
    this.server = server;
    this.health = health;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            2,
            task -> {
              Thread thread = new Thread(task, "monitoring-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts serving.
   *
   * @param host address to listen on
   * @param port 0 picks a free one
   * @param health asked for each health request; must not block
   * @param metrics asked for each scrape
   * @throws IOException the address is taken or not ours
   */
  public static MonitoringServer start(
      String host, int port, Supplier<Health> health, Supplier<String> metrics) throws IOException {
    HttpServer http;
    try {
      http = HttpServer.create(new InetSocketAddress(host, port), 0);
    } catch (IOException e) {
      throw new IOException(
          "cannot listen on %s:%d (%s); choose another http.port, or -1 for none"
              .formatted(host, port, e.getMessage()),
          e);
    }
    MonitoringServer server = new MonitoringServer(http, health);
    http.setExecutor(server.threads);
    http.createContext("/", handler("/", () -> new Response(200, TEXT, INDEX)));
    http.createContext(
        "/metrics", handler("/metrics", () -> new Response(200, PROMETHEUS, metrics.get())));
    http.createContext("/health/live", handler("/health/live", server::live));
    http.createContext("/health/ready", handler("/health/ready", server::ready));
    http.start();
    return server;
  }

  /** The port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private Response live() {
    Health now = health.get();
    return json(now.live(), now);
  }

  private Response ready() {
    Health now = health.get();
    return json(now.ready(), now);
  }

  private Response json(boolean good, Health now) {
    ObjectNode body = json.createObjectNode();
    body.put("live", now.live()).put("ready", now.ready());
    ArrayNode reasons = body.putArray("reasons");
    now.reasons().forEach(reasons::add);
    return new Response(good ? 200 : 503, JSON, body.toPrettyString() + "\n");
  }

  private static HttpHandler handler(String path, Supplier<Response> response) {
    return exchange -> {
      try (exchange) {
        send(exchange, answer(exchange, path, response));
      }
    };
  }

  private static Response answer(HttpExchange exchange, String path, Supplier<Response> response) {
    if (!exchange.getRequestURI().getPath().equals(path)) {
      return new Response(404, TEXT, "not found; see /\n");
    }
    if (!exchange.getRequestMethod().matches("GET|HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return new Response(405, TEXT, "GET or HEAD only\n");
    }
    try {
      return response.get();
    } catch (RuntimeException e) {
      log.warn("No answer for {}", path, e);
      return new Response(500, TEXT, "internal error; see the log\n");
    }
  }

  private static void send(HttpExchange exchange, Response response) throws IOException {
    byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", response.type());
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(response.status(), -1);
    } else {
      exchange.sendResponseHeaders(response.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
