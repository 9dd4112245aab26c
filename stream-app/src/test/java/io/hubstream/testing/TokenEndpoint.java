package io.hubstream.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Gives out signed tokens on loopback, in the two forms that Kafka and the Azure SDK ask for: the
 * client credentials of OAuth 2 at {@code /token}, and the managed identity of App Service at
 * {@code /msi}. Whoever is to check them finds the key at {@code /keys}.
 *
 * <p>Safe for any thread; close ends it. Kafka reads from a system property which addresses it may
 * ask; that stays set.
 */
public final class TokenEndpoint implements AutoCloseable {
  /** What a managed identity shows to the endpoint; a secret, as far as the tests go. */
  public static final String IDENTITY_HEADER = "identity-header-of-the-tests-1f6e";

  /** What a client shows to the endpoint; a secret too. */
  public static final String CLIENT_SECRET = "client-secret-of-the-tests-77ab";

  /** Whom the tokens are about. */
  public static final String SUBJECT = "hubstream";

  private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";
  private static final String OAUTH = "org.apache.kafka.common.security.oauthbearer.";
  private static final int KEY_BITS = 2048;

  private final HttpServer server;
  private final KeyPair keys;
  private final List<String> given = new CopyOnWriteArrayList<>();
  private volatile Duration lifetime = Duration.ofHours(1);

  private TokenEndpoint(HttpServer server, KeyPair keys) {
    this.server = server;
    this.keys = keys;
  }

  public static TokenEndpoint start() throws IOException, GeneralSecurityException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(KEY_BITS);
    TokenEndpoint endpoint = new TokenEndpoint(server, generator.generateKeyPair());
    server.createContext("/token", endpoint::clientCredentials);
    server.createContext("/msi", endpoint::managedIdentity);
    server.createContext("/keys", endpoint::publicKeys);
    server.start();
    System.setProperty(ALLOWED_URLS, endpoint.uri("/token") + "," + endpoint.uri("/keys"));
    return endpoint;
  }

  /** From now on tokens are good for so long; a negative time makes tokens that are over. */
  public void lifetime(Duration of) {
    lifetime = of;
  }

  /** For a managed identity. */
  public URI identities() {
    return uri("/msi");
  }

  /** Every token that was given out: secrets, as far as the tests go. */
  public List<String> given() {
    return List.copyOf(given);
  }

  /** What a broker sets to take the tokens on a listener. */
  public Map<String, String> trustedOn(String listener) {
    String prefix = "listener.name." + listener + ".oauthbearer.sasl.";
    return Map.of(
        prefix + "server.callback.handler.class",
        OAUTH + "OAuthBearerValidatorCallbackHandler",
        "sasl.oauthbearer.jwks.endpoint.url",
        uri("/keys").toString());
  }

  /** What a client sets to ask for tokens itself, without the Azure SDK. */
  public Map<String, String> clientCredentials() {
    return Map.of(
        "sasl.mechanism",
        "OAUTHBEARER",
        "sasl.jaas.config",
        OAUTH + "OAuthBearerLoginModule required;",
        "sasl.login.callback.handler.class",
        OAUTH + "OAuthBearerLoginCallbackHandler",
        "sasl.oauthbearer.jwt.retriever.class",
        OAUTH + "ClientCredentialsJwtRetriever",
        "sasl.oauthbearer.token.endpoint.url",
        uri("/token").toString(),
        "sasl.oauthbearer.scope",
        "https://127.0.0.1/.default",
        "sasl.oauthbearer.client.credentials.client.id",
        "hubstream",
        "sasl.oauthbearer.client.credentials.client.secret",
        CLIENT_SECRET);
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void clientCredentials(HttpExchange exchange) throws IOException {
    String basic = exchange.getRequestHeaders().getFirst("Authorization");
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    String shown =
        basic == null ? "" : new String(Base64.getDecoder().decode(basic.substring(6)), UTF_8);
    answer(
        exchange,
        (shown + body).contains(CLIENT_SECRET),
        "\"expires_in\":%d".formatted(lifetime.toSeconds()));
  }

  private void managedIdentity(HttpExchange exchange) throws IOException {
    answer(
        exchange,
        IDENTITY_HEADER.equals(exchange.getRequestHeaders().getFirst("X-IDENTITY-HEADER")),
        "\"expires_on\":\"%d\",\"resource\":\"r\""
            .formatted(Instant.now().plus(lifetime).getEpochSecond()));
  }

  private void publicKeys(HttpExchange exchange) throws IOException {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    json(
        exchange,
        200,
        "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"tests\",\"use\":\"sig\",\"alg\":\"RS256\",\"n\":\"%s\",\"e\":\"%s\"}]}"
            .formatted(number(key.getModulus()), number(key.getPublicExponent())));
  }

  private void answer(HttpExchange exchange, boolean known, String end) throws IOException {
    if (!known) {
      json(exchange, 401, "{\"error\":\"invalid_client\"}");
      return;
    }
    String token = token(Instant.now().plus(lifetime));
    given.add(token);
    json(
        exchange,
        200,
        "{\"access_token\":\"%s\",\"token_type\":\"Bearer\",%s}".formatted(token, end));
  }

  private static void json(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** A token as RFC 7519 has it, signed with RS256. */
  private String token(Instant expires) throws IOException {
    String claims =
        "{\"sub\":\"%s\",\"scope\":\"tests\",\"iat\":%d,\"exp\":%d}"
            .formatted(
                SUBJECT,
                expires.minus(Duration.ofHours(2)).getEpochSecond(),
                expires.getEpochSecond());
    String signed =
        base64("{\"alg\":\"RS256\",\"kid\":\"tests\"}".getBytes(UTF_8))
            + "."
            + base64(claims.getBytes(UTF_8));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(keys.getPrivate());
      signature.update(signed.getBytes(UTF_8));
      return signed + "." + base64(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static String number(BigInteger number) {
    byte[] bytes = number.toByteArray();
    boolean signByte = bytes[0] == 0 && bytes.length > 1;
    return base64(signByte ? java.util.Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
