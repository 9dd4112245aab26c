package io.hubstream.testing;

import io.hubstream.broker.EmbeddedBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * A real broker that lets in whom Event Hubs lets in: over TLS, with the user {@code
 * $ConnectionString} and a connection string as the password, or with a bearer token of an {@link
 * TokenEndpoint}.
 *
 * <p>Owner thread: whoever started it. Its files lie in the folder that it was given.
 */
public final class SecureBroker implements AutoCloseable {
  /** A user who is let in and may do nothing, on a broker with access control. */
  public static final String STRANGER = "stranger";

  private static final String HOST = "127.0.0.1";
  private static final String PLAIN_MODULE =
      "org.apache.kafka.common.security.plain.PlainLoginModule required ";
  private static final String TOKEN_MODULE =
      "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;";

  private final EmbeddedBroker broker;
  private final Ports ports;
  private final TestCertificate certificate;
  private final String connectionString;

  private record Ports(int open, int controller, int tls, int plain) {}

  private SecureBroker(
      EmbeddedBroker broker, Ports ports, TestCertificate certificate, String connectionString) {
    this.broker = broker;
    this.ports = ports;
    this.certificate = certificate;
    this.connectionString = connectionString;
  }

  /** Starts one in this folder, that takes no tokens. */
  public static SecureBroker start(Path dir) throws IOException, InterruptedException {
    return start(dir, "PLAIN", Map.of());
  }

  /** Starts one that takes the tokens of an endpoint too, with settings of the test's own. */
  public static SecureBroker start(Path dir, TokenEndpoint tokens, Map<String, String> more)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(more);
    all.putAll(tokens.trustedOn("tls"));
    return start(dir, "PLAIN,OAUTHBEARER", all);
  }

  private static SecureBroker start(Path dir, String mechanisms, Map<String, String> more)
      throws IOException, InterruptedException {
    Files.createDirectories(dir);
    TestCertificate certificate = TestCertificate.in(dir);
    String connectionString =
        "Endpoint=sb://127.0.0.1/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey="
            + "dGhpcyBrZXkgb3BlbnMgbm90aGluZyBhdCBhbGw=";
    Ports ports = freePorts();
    Map<String, String> settings = new HashMap<>();
    settings.putAll(listeners(ports));
    settings.putAll(security("tls", mechanisms, connectionString));
    settings.putAll(security("plain", "PLAIN", connectionString));
    settings.put("listener.name.tls.ssl.keystore.type", "PKCS12");
    settings.put("listener.name.tls.ssl.keystore.location", certificate.keyStore().toString());
    settings.put("listener.name.tls.ssl.keystore.password", TestCertificate.PASSWORD);
    settings.putAll(more);
    EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"), settings);
    return new SecureBroker(broker, ports, certificate, connectionString);
  }

  /** Settings that refuse the stranger, and whoever else is no user of the tests. */
  public static Map<String, String> accessControl() {
    return Map.of(
        "authorizer.class.name",
        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users",
        "User:ANONYMOUS;User:$ConnectionString;User:" + TokenEndpoint.SUBJECT);
  }

  private static Map<String, String> listeners(Ports ports) {
    String clients =
        "OPEN://%1$s:%2$d,TLS://%1$s:%3$d,PLAIN://%1$s:%4$d"
            .formatted(HOST, ports.open(), ports.tls(), ports.plain());
    return Map.of(
        "listeners",
        "%s,CONTROLLER://%s:%d".formatted(clients, HOST, ports.controller()),
        "advertised.listeners",
        clients,
        "inter.broker.listener.name",
        "OPEN",
        "controller.quorum.voters",
        "1@%s:%d".formatted(HOST, ports.controller()),
        "listener.security.protocol.map",
        "OPEN:PLAINTEXT,CONTROLLER:PLAINTEXT,TLS:SASL_SSL,PLAIN:SASL_PLAINTEXT");
  }

  private static Map<String, String> security(
      String listener, String mechanisms, String connectionString) {
    String prefix = "listener.name." + listener + ".";
    return Map.of(
        prefix + "sasl.enabled.mechanisms",
        mechanisms,
        prefix + "plain.sasl.jaas.config",
        PLAIN_MODULE
            + "user_$ConnectionString=\"%s\" user_%s=\"%s\";"
                .formatted(connectionString, STRANGER, STRANGER),
        prefix + "oauthbearer.sasl.jaas.config",
        TOKEN_MODULE);
  }

  private static Ports freePorts() throws IOException {
    InetAddress host = InetAddress.getLoopbackAddress();
    try (ServerSocket one = new ServerSocket(0, 1, host);
        ServerSocket two = new ServerSocket(0, 1, host);
        ServerSocket three = new ServerSocket(0, 1, host);
        ServerSocket four = new ServerSocket(0, 1, host)) {
      return new Ports(
          one.getLocalPort(), two.getLocalPort(), three.getLocalPort(), four.getLocalPort());
    }
  }

  /** A listener for the test itself, without TLS and names. */
  public String openServers() {
    return HOST + ":" + ports.open();
  }

  /** The listener with TLS and authentication. */
  public String tlsServers() {
    return HOST + ":" + ports.tls();
  }

  /** Port of a listener with authentication and without TLS, for what stands before it. */
  public int plainPort() {
    return ports.plain();
  }

  /** What the broker shows over TLS. */
  public TestCertificate certificate() {
    return certificate;
  }

  /** The password of {@code $ConnectionString}; a secret, as far as the tests go. */
  public String connectionString() {
    return connectionString;
  }

  @Override
  public void close() {
    broker.close();
  }
}
