package io.hubstream.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class BrokerClockTest {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  @Test
  void shouldMeasureTheSkewByTheDateOfAnAnswer() throws Exception {
    HttpServer server = server();
    try {
      Clock fast = Clock.fixed(Instant.now().plus(Duration.ofMinutes(6)), ZoneOffset.UTC);

      ClockSkew skew = new BrokerClock(fast, LIMIT).ofHttps(uri(server));

      assertThat(skew.ahead().orElseThrow())
          .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(7));
      assertThat(skew.tooFar()).isTrue();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void shouldSayWhyItIsNotKnownWhenNobodyAnswers() throws Exception {
    HttpServer server = server();
    URI gone = uri(server);
    server.stop(0);

    ClockSkew skew = new BrokerClock(Clock.systemUTC(), LIMIT).ofHttps(gone);

    assertThat(skew.ahead()).isEmpty();
    assertThat(skew.how()).contains("does not answer");
    assertThat(skew.notable()).isFalse();
  }

  private static HttpServer server() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(401, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static URI uri(HttpServer server) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }
}
