package io.hubstream.preflight;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Host and port of a broker. */
record ServerAddress(String host, int port) {
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(5);

  static ServerAddress of(String server) {
    int colon = server.lastIndexOf(':');
    return new ServerAddress(
        server.substring(0, colon).replaceFirst("^\\[(.*)]$", "$1"),
        Integer.parseInt(server.substring(colon + 1)));
  }

  /** Says which of name, port and way there is wrong, which Kafka's clients do not tell apart. */
  void requireReachable(FailureWords words, Duration limit) throws InterruptedException {
    Duration each = limit.compareTo(LONGEST_CONNECT) < 0 ? limit : LONGEST_CONNECT;
    Optional<BrokerFailure> failure = Optional.empty();
    for (InetAddress address : resolve(words, limit)) {
      failure = failure(address, words, each);
      if (failure.isEmpty()) {
        return;
      }
    }
    throw new PreflightException(failure.orElseGet(() -> words.unknownHost(host)));
  }

  private Optional<BrokerFailure> failure(InetAddress address, FailureWords words, Duration limit) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), (int) Math.max(1, limit.toMillis()));
      return Optional.empty();
    } catch (ConnectException e) {
      return Optional.of(words.nothingListens());
    } catch (IOException e) {
      return Optional.of(words.notReached(limit));
    }
  }

  /** The system's resolver has no time limit of its own. */
  private List<InetAddress> resolve(FailureWords words, Duration limit)
      throws InterruptedException {
    CompletableFuture<List<InetAddress>> found = new CompletableFuture<>();
    Thread resolver =
        new Thread(
            () -> {
              try {
                found.complete(List.of(InetAddress.getAllByName(host)));
              } catch (UnknownHostException e) {
                found.completeExceptionally(e);
              }
            },
            "hubstream-resolve");
    resolver.setDaemon(true);
    resolver.start();
    try {
      return found.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new PreflightException(words.unknownHost(host));
    }
  }
}
