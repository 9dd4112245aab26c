package io.hubstream.importing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on the loopback address that answers as TensorFlow Hub, Kaggle and their storage do: the
 * first two send on, the storage delivers. Two of them stand for two hosts.
 */
final class FakeHub implements AutoCloseable {

  /** What it answers to one path. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  /** What it was asked. */
  record Asked(String pathAndQuery, String authorization, String userAgent) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();

  FakeHub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  URI address(String path) {
    return address().resolve(path);
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  FakeHub on(String pathAndQuery, Answer answer) {
    answers.put(pathAndQuery, answer);
    return this;
  }

  FakeHub redirects(String pathAndQuery, int status, String location) {
    return on(
        pathAndQuery,
        exchange -> {
          exchange.getResponseHeaders().add("Location", location);
          exchange.sendResponseHeaders(status, -1);
        });
  }

  FakeHub delivers(String pathAndQuery, byte[] body) {
    return on(pathAndQuery, exchange -> send(exchange, 200, body));
  }

  FakeHub says(String pathAndQuery, int status, String body) {
    return on(
        pathAndQuery, exchange -> send(exchange, status, body.getBytes(StandardCharsets.UTF_8)));
  }

  static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  /** Promises a body and ends in the middle of it. */
  static void breakOff(HttpExchange exchange, byte[] body) throws IOException {
    exchange.sendResponseHeaders(200, body.length);
    OutputStream out = exchange.getResponseBody();
    out.write(body, 0, body.length / 2);
    out.flush();
    throw new IOException("the test ends the connection here");
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString();
      asked.add(
          new Asked(
              path,
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
              String.valueOf(exchange.getRequestHeaders().getFirst("User-Agent"))));
      answers.getOrDefault(path, missing -> send(missing, 404, new byte[] {'?'})).to(exchange);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
