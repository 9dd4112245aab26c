package io.hubstream.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Stands before an HTTP server on loopback, and spoils what it is told to. Safe for any thread. */
public final class FaultProxy implements AutoCloseable {
  private static final Set<String> OWN_HEADERS =
      Set.of("host", "connection", "content-length", "expect", "upgrade", "http2-settings");

  /**
   * A request that came.
   *
   * @param range as in {@code bytes=0-99}; empty when the whole was wanted
   */
  public record Call(String method, String path, String range) {}

  private interface Fault {
    /** Returns whether it answered the call itself. */
    boolean spoil(HttpExchange exchange) throws IOException;
  }

  private record Rule(Predicate<Call> on, AtomicInteger left, Fault fault) {
    boolean takes(Call call) {
      return on.test(call) && left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }
  }

  private final String target;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private volatile boolean down;

  private FaultProxy(String target, HttpServer server) {
    this.target = target;
    this.server = server;
  }

  /** Starts before a server, such as {@code http://127.0.0.1:10000}. */
  public static FaultProxy before(String target) throws IOException {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    FaultProxy proxy = new FaultProxy(target, HttpServer.create(free, 0));
    proxy.server.setExecutor(proxy.threads);
    proxy.server.createContext("/", proxy::handle);
    proxy.server.start();
    return proxy;
  }

  /** {@code http://127.0.0.1:PORT}. */
  public String host() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The calls that came, answered or not. */
  public List<Call> calls() {
    return List.copyOf(calls);
  }

  /** Forgets rules and calls. */
  public void reset() {
    rules.clear();
    calls.clear();
    down = false;
  }

  /** While it is down, connections end without an answer. */
  public void down(boolean isDown) {
    this.down = isDown;
  }

  /** Answers the next calls of a kind with a status. */
  public void answer(int times, Predicate<Call> on, int status, Map<String, String> headers) {
    add(
        times,
        on,
        exchange -> {
          headers.forEach(exchange.getResponseHeaders()::set);
          exchange.sendResponseHeaders(status, -1);
          return true;
        });
  }

  /** Ends the connection after some bytes of the body of the next calls of a kind. */
  public void cut(int times, Predicate<Call> on, int afterBytes) {
    add(
        times,
        on,
        exchange -> {
          HttpResponse<byte[]> answer = forward(exchange);
          copyHeaders(answer, exchange);
          exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
          exchange.getResponseBody().write(answer.body(), 0, afterBytes);
          exchange.getResponseBody().flush();
          return true;
        });
  }

  /** Does something before the next call of a kind goes on. */
  public void first(Predicate<Call> on, Runnable action) {
    add(
        1,
        on,
        exchange -> {
          action.run();
          return false;
        });
  }

  private void add(int times, Predicate<Call> on, Fault fault) {
    rules.add(new Rule(on, new AtomicInteger(times), fault));
  }

  private void handle(HttpExchange exchange) throws IOException {
    Call call = call(exchange);
    calls.add(call);
    try (exchange) {
      if (down) {
        return;
      }
      for (Rule rule : rules) {
        if (rule.takes(call) && rule.fault().spoil(exchange)) {
          return;
        }
      }
      HttpResponse<byte[]> answer = forward(exchange);
      copyHeaders(answer, exchange);
      boolean empty = answer.body().length == 0;
      exchange.sendResponseHeaders(answer.statusCode(), empty ? -1 : answer.body().length);
      if (!empty) {
        exchange.getResponseBody().write(answer.body());
      }
    }
  }

  private static Call call(HttpExchange exchange) {
    String range = exchange.getRequestHeaders().getFirst("x-ms-range");
    return new Call(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        range == null ? "" : range);
  }

  private HttpResponse<byte[]> forward(HttpExchange exchange) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(target + exchange.getRequestURI()))
            .timeout(Duration.ofSeconds(30))
            .method(
                exchange.getRequestMethod(),
                HttpRequest.BodyPublishers.ofByteArray(exchange.getRequestBody().readAllBytes()));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** The length of a body that is not sent, in answer to HEAD, is a header as any other. */
  private static void copyHeaders(HttpResponse<byte[]> from, HttpExchange to) {
    boolean head = to.getRequestMethod().equals("HEAD");
    from.headers()
        .map()
        .forEach(
            (name, values) -> {
              if ((head || !name.equalsIgnoreCase("content-length"))
                  && !name.equalsIgnoreCase("transfer-encoding")
                  && !name.equalsIgnoreCase("connection")) {
                to.getResponseHeaders().put(name, values);
              }
            });
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
