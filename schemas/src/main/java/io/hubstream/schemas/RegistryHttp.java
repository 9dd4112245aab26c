package io.hubstream.schemas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.config.ConfigException;

/**
 * Questions to a registry over HTTP, with credentials, and its answers as JSON. Redirects are not
 * followed: they would take the credentials with them.
 *
 * <p>Owner thread: none; any may call. Nothing to close: the HTTP client's threads are daemons.
 */
final class RegistryHttp {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int MOST_REASON = 300;
  private static final Set<Integer> BUSY = Set.of(408, 425, 429, 500, 502, 503, 504);

  private final URI base;
  private final Optional<String> authorization;
  private final Duration limit;
  private final HttpClient client;

  /**
   * An answer.
   *
   * @param body missing where it was no JSON
   */
  record Answer(int status, JsonNode body) {

    /** The registry's own number for what went wrong; 0 where it gave none. */
    int errorCode() {
      return body.path("error_code").asInt(0);
    }

    /** What the registry says went wrong. */
    String reason() {
      String message = body.path("message").asText("");
      String shown = message.length() <= MOST_REASON ? message : message.substring(0, MOST_REASON);
      return shown.isBlank() ? "it answers " + status : shown;
    }
  }

  private RegistryHttp(
      URI base, Optional<String> authorization, Duration limit, HttpClient client) {
    this.base = base;
    this.authorization = authorization;
    this.limit = limit;
    this.client = client;
  }

  /**
   * @throws ConfigException the address or the credentials make no sense
   */
  static RegistryHttp of(WireConfig config) {
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.attemptTimeout());
    RegistryTls.of(config).ifPresent(client::sslContext);
    return new RegistryHttp(
        base(config), authorization(config), config.attemptTimeout(), client.build());
  }

  private static URI base(WireConfig config) {
    String key = WireConfig.CONFLUENT_URL;
    URI uri;
    try {
      uri = URI.create(config.required(key).replaceFirst("/+$", ""));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(key + " is no address such as https://registry:8081");
    }
    boolean web =
        "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
    if (!web
        || uri.getHost() == null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null) {
      throw new ConfigException(key + " is no address such as https://registry:8081");
    }
    if (uri.getRawUserInfo() != null) {
      // An address is shown in messages.
      throw new ConfigException(
          "%s names a user: put USER:PASSWORD into %s"
              .formatted(key, WireConfig.CONFLUENT_BASIC_AUTH));
    }
    return uri;
  }

  private static Optional<String> authorization(WireConfig config) {
    Optional<String> basic = config.secret(WireConfig.CONFLUENT_BASIC_AUTH);
    Optional<String> bearer = config.secret(WireConfig.CONFLUENT_BEARER_TOKEN);
    if (basic.isPresent() && bearer.isPresent()) {
      throw new ConfigException(
          "%s and %s are both set: decide"
              .formatted(WireConfig.CONFLUENT_BASIC_AUTH, WireConfig.CONFLUENT_BEARER_TOKEN));
    }
    if (basic.isPresent() && basic.get().indexOf(':') < 1) {
      throw new ConfigException(WireConfig.CONFLUENT_BASIC_AUTH + " is not USER:PASSWORD");
    }
    return basic
        .map(pair -> "Basic " + base64(pair))
        .or(() -> bearer.map(token -> "Bearer " + token));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The address, which holds no credentials. */
  String name() {
    return base.toString();
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer post(String path, ObjectNode body) {
    return send(
        request(path)
            .header("Content-Type", TYPE)
            .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Accept", TYPE + ", application/json");
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private Answer send(HttpRequest.Builder request) {
    // The client's own time limit ends with the head of an answer; this one holds for all of it.
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
    try {
      return answer(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw silent("nothing came within %d ms".formatted(limit.toMillis()));
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw silent(cause.getClass().getSimpleName());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("was not waited for: this process ends");
    }
  }

  private SchemaRegistryUnavailableException silent(String what) {
    return new SchemaRegistryUnavailableException(
        name(),
        "the schema registry %s gives no answer (%s): check that it runs and that %s is right"
            .formatted(name(), what, WireConfig.CONFLUENT_URL),
        true);
  }

  private Answer answer(HttpResponse<String> response) {
    int status = response.statusCode();
    if (status == 401 || status == 403) {
      throw unavailable(
          "answers %d to these credentials: check %s or %s"
              .formatted(
                  status, WireConfig.CONFLUENT_BASIC_AUTH, WireConfig.CONFLUENT_BEARER_TOKEN));
    }
    if (BUSY.contains(status)) {
      throw new SchemaRegistryUnavailableException(
          name(), "the schema registry %s answers %d: look at it".formatted(name(), status), true);
    }
    return new Answer(status, json(response.body()));
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** The body of an answer that must be a good one. */
  JsonNode require(Answer answer, String question) {
    if (answer.status() != 200 || !answer.body().isObject()) {
      throw unavailable(
          "answers %d to %s as no schema registry does: check %s"
              .formatted(answer.status(), question, WireConfig.CONFLUENT_URL));
    }
    return answer.body();
  }

  /** An outage that asking again soon does not end. */
  SchemaRegistryUnavailableException unavailable(String what) {
    return new SchemaRegistryUnavailableException(
        name(), "the schema registry %s %s".formatted(name(), what), false);
  }
}
