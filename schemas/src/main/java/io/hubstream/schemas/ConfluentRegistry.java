package io.hubstream.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigException;

/**
 * A registry that speaks the REST interface of Confluent's: <a
 * href="https://docs.confluent.io/platform/current/schema-registry/develop/api.html">its
 * reference</a>. Three of its questions are used. Apicurio Registry, Karapace and Redpanda answer
 * them too.
 *
 * <p>Owner thread: none; any may call. Nothing to close.
 */
final class ConfluentRegistry implements SchemaRegistry {
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final int UNPROCESSABLE = 422;

  private final RegistryHttp http;

  private ConfluentRegistry(RegistryHttp http) {
    this.http = http;
  }

  /**
   * @throws ConfigException a setting is missing or makes no sense
   */
  static ConfluentRegistry of(WireConfig config) {
    return new ConfluentRegistry(RegistryHttp.of(config));
  }

  @Override
  public String name() {
    return http.name();
  }

  @Override
  public String register(String subject, String schema) {
    RegistryHttp.Answer answer =
        http.post("/subjects/" + encoded(subject) + "/versions", body(schema));
    if (answer.status() == CONFLICT || answer.status() == UNPROCESSABLE) {
      throw new SchemaRegistryRefusedException(
          "%s does not take this version's schema under the subject %s: %s"
              .formatted(name(), subject, answer.reason()));
    }
    return id(http.require(answer, "registering a schema under " + subject));
  }

  @Override
  public Optional<String> find(String subject, String schema) {
    RegistryHttp.Answer answer = http.post("/subjects/" + encoded(subject), body(schema));
    if (isMissing(answer)) {
      return Optional.empty();
    }
    if (answer.status() == UNPROCESSABLE) {
      throw new SchemaRegistryRefusedException(
          "%s does not understand this version's schema for the subject %s: %s"
              .formatted(name(), subject, answer.reason()));
    }
    return Optional.of(id(http.require(answer, "looking for a schema under " + subject)));
  }

  @Override
  public Optional<String> schemaOf(String id) {
    RegistryHttp.Answer answer = http.get("/schemas/ids/" + encoded(id));
    if (isMissing(answer) || isSenseless(answer)) {
      return Optional.empty();
    }
    JsonNode schema =
        http.require(answer, "asking for the schema with the id " + id).path("schema");
    if (!schema.isTextual()) {
      throw http.unavailable(
          "gives no schema where one belongs: check " + WireConfig.CONFLUENT_URL);
    }
    return Optional.of(schema.asText());
  }

  /** A plain 404 comes from something that is no registry: whoever answers so may be wrong. */
  private static boolean isMissing(RegistryHttp.Answer answer) {
    return answer.status() == NOT_FOUND && answer.errorCode() / 100 == NOT_FOUND;
  }

  /** An id that a registry would never give, such as a negative one. */
  private static boolean isSenseless(RegistryHttp.Answer answer) {
    return (answer.status() == BAD_REQUEST || answer.status() == UNPROCESSABLE)
        && answer.errorCode() != 0;
  }

  private String id(JsonNode answer) {
    JsonNode id = answer.path("id");
    if (!id.isInt()) {
      throw http.unavailable("gives no id where one belongs: check " + WireConfig.CONFLUENT_URL);
    }
    return Integer.toString(id.intValue());
  }

  private static ObjectNode body(String schema) {
    return JsonNodeFactory.instance.objectNode().put("schema", schema);
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
