package io.hubstream.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;

/** What keeps us from a broker, each in one line that says what to do, within a time limit. */
class BrokerRefusalsIT extends OnGuardedBroker {

  @Test
  void shouldBeLetInByATokenOfAnEndpoint() throws Exception {
    Map<String, String> settings = eventHubs("eventhubs-premium", broker.tlsServers());
    settings.remove("eventhubs.connection.string");
    settings.put("eventhubs.authentication", "custom");
    tokens.clientCredentials().forEach((key, value) -> settings.put("kafka." + key, value));

    assertThat(look(settings).failure()).isEmpty();
    assertThat(tokens.given()).isNotEmpty();

    tokens.lifetime(Duration.ofMinutes(-10));
    BrokerFailure expired = failure(settings, LIMIT);
    assertThat(expired.kind()).isIn(BrokerFailure.Kind.NOT_LET_IN, BrokerFailure.Kind.NO_TOKEN);
    assertThat(expired.line()).contains("token");
  }

  @Test
  void shouldNameAWrongKey() throws Exception {
    Map<String, String> settings = eventHubs("eventhubs-standard", broker.tlsServers());
    settings.put("eventhubs.connection.string", "${file:%s}".formatted(wrongKey()));

    BrokerFailure failure = failure(settings, LIMIT);

    assertThat(failure.kind()).isEqualTo(BrokerFailure.Kind.NOT_LET_IN);
    assertThat(failure.line()).contains("the key is wrong or was renewed");
  }

  @Test
  void shouldEndTheStartWithOneLineAndExitCode2() throws Exception {
    Map<String, String> wrongKey = eventHubs("eventhubs-standard", broker.tlsServers());
    wrongKey.put("eventhubs.connection.string", "${file:%s}".formatted(wrongKey()));
    Map<String, String> noHub = eventHubs("eventhubs-standard", broker.tlsServers());
    noHub.put("topics.content", "no.such.hub");
    noHub.put("state.dir", dir.resolve("state").toString());

    assertThat(run(2, wrongKey, "run"))
        .startsWith("hubstream: ")
        .contains("the key is wrong or was renewed")
        .hasLineCount(1);
    assertThat(run(2, noHub, "run", "--set", "models.cache.dir=" + dir.resolve("cache")))
        .contains("az eventhubs eventhub create", "--name no.such.hub --partition-count 1");
    assertThat(run(2, wrongKey, "model", "status")).contains("the key is wrong or was renewed");
  }

  @Test
  void shouldNameAHostThatDoesNotExist() throws Exception {
    Map<String, String> settings = kafka("no-such-namespace.invalid:9093");

    assertThat(failure(settings, LIMIT).kind()).isEqualTo(BrokerFailure.Kind.UNKNOWN_HOST);
  }

  @Test
  void shouldNameTlsThatMeetsAPortWithoutIt() throws Exception {
    BrokerFailure failure = failure(eventHubs("eventhubs-standard", broker.openServers()), SHORT);

    assertThat(failure.kind()).isIn(BrokerFailure.Kind.CLOSED, BrokerFailure.Kind.TLS);
    assertThat(failure.advice()).contains("port").contains("TLS");
  }

  @Test
  void shouldNameAPortWithTlsThatIsMetWithoutIt() throws Exception {
    BrokerFailure failure = failure(kafka(broker.tlsServers()), SHORT);

    assertThat(failure.line()).contains("it may be a port with TLS");
  }

  @Test
  void shouldNameACertificateThatIsNotTrusted() throws Exception {
    Map<String, String> settings = eventHubs("eventhubs-standard", broker.tlsServers());
    settings.keySet().removeIf(key -> key.startsWith("kafka.ssl."));

    BrokerFailure failure = failure(settings, LIMIT);

    assertThat(failure.kind()).isEqualTo(BrokerFailure.Kind.TLS);
    assertThat(failure.advice()).contains("not trusted");
  }

  @Test
  void shouldNameAPortThatTakesConnectionsAndSaysNothing() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      BrokerFailure failure = failure(kafka("127.0.0.1:" + silent.getLocalPort()), SHORT);

      assertThat(failure.kind()).isEqualTo(BrokerFailure.Kind.SILENT);
    }
  }

  @Test
  void shouldNameAFirewallThatDropsConnections() throws Exception {
    // Nobody accepts here, so that the system drops what passes its queue.
    ServerSocket full = ServerSocketFactory.getDefault().createServerSocket(0, 1);
    List<Socket> queue = new ArrayList<>();
    try (full) {
      boolean dropped = false;
      for (int i = 0; i < 10 && !dropped; i++) {
        Socket socket = new Socket();
        queue.add(socket);
        try {
          socket.connect(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), full.getLocalPort()), 200);
        } catch (SocketTimeoutException e) {
          dropped = true;
        }
      }
      assertThat(dropped).isTrue();

      BrokerFailure failure = failure(kafka("127.0.0.1:" + full.getLocalPort()), SHORT);

      assertThat(failure.kind()).isEqualTo(BrokerFailure.Kind.NOT_REACHED);
      assertThat(failure.line()).contains("as if a firewall dropped it");
    } finally {
      for (Socket socket : queue) {
        socket.close();
      }
    }
  }
}
