package io.hubstream.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.policy.FixedDelayOptions;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RetryOptions;
import com.azure.data.schemaregistry.SchemaRegistryClient;
import com.azure.data.schemaregistry.SchemaRegistryClientBuilder;
import com.azure.data.schemaregistry.models.SchemaFormat;
import com.azure.data.schemaregistry.models.SchemaProperties;
import io.hubstream.schemas.SchemaRegistry;
import io.hubstream.schemas.SchemaRegistryRefusedException;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import reactor.core.publisher.Mono;

/**
 * One schema group of an Azure Schema Registry.
 *
 * <p>Owner thread: none; any may call. Nothing to close: the HTTP client's threads are daemons.
 */
final class AzureSchemaRegistry implements SchemaRegistry {
  /** Answered for an id that the service would never give. */
  private static final int SENSELESS = 400;

  // The serdes repeat; the SDK would wait for as long as a server says.
  private static final RetryOptions ONCE =
      new RetryOptions(new FixedDelayOptions(0, Duration.ofMillis(1)));

  private final String group;
  private final SchemaRegistryClient client;
  private final SchemaRegistryFailures failures;

  private AzureSchemaRegistry(String host, String group, SchemaRegistryClient client) {
    this.group = group;
    this.client = client;
    this.failures = new SchemaRegistryFailures(host + "/" + group);
  }

  /**
   * @param host of the namespace
   * @param credential for a token, which goes to that host
   */
  static AzureSchemaRegistry of(
      String host, String group, HttpClient http, TokenCredential credential) {
    SchemaRegistryClient client =
        new SchemaRegistryClientBuilder()
            .fullyQualifiedNamespace(host)
            .credential(credential)
            .httpClient(http)
            .retryOptions(ONCE)
            .buildClient();
    return new AzureSchemaRegistry(host, group, client);
  }

  /** A server on this machine: without encryption, and so without a token. */
  static AzureSchemaRegistry local(String authority, String group, HttpClient http) {
    SchemaRegistryClient client =
        new SchemaRegistryClientBuilder()
            .fullyQualifiedNamespace(authority)
            .credential(request -> Mono.empty())
            .pipeline(unencrypted(http))
            .buildClient();
    return new AzureSchemaRegistry(authority, group, client);
  }

  /** Requests as the SDK makes them, which knows https alone. */
  static HttpPipeline unencrypted(HttpClient http) {
    HttpPipelinePolicy plain =
        (context, next) -> {
          context.getHttpRequest().setUrl(plain(context.getHttpRequest().getUrl().toString()));
          return next.process();
        };
    return new HttpPipelineBuilder().httpClient(http).policies(plain).build();
  }

  private static java.net.URL plain(String url) {
    try {
      return URI.create(url.replaceFirst("^https:", "http:")).toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("an address of the SDK's with another scheme is one", e);
    }
  }

  @Override
  public String name() {
    return failures.name();
  }

  @Override
  public String register(String subject, String schema) {
    return failures.ask(
        () -> id(client.registerSchema(group, subject, schema, SchemaFormat.AVRO)),
        status -> {
          throw new SchemaRegistryRefusedException(refusal(subject, status));
        });
  }

  private String refusal(String subject, int status) {
    return status == SchemaRegistryFailures.NOT_FOUND
        ? "%s answers 404: make the schema group %s, of the type Avro, or check wire.azure.group"
            .formatted(name(), group)
        : "%s does not take this version's schema %s (it answers %d): look at the group's compatibility, and whether it is of the type Avro"
            .formatted(name(), subject, status);
  }

  @Override
  public Optional<String> find(String subject, String schema) {
    return failures.ask(
        () ->
            Optional.of(id(client.getSchemaProperties(group, subject, schema, SchemaFormat.AVRO))),
        status -> Optional.empty());
  }

  private static String id(SchemaProperties properties) {
    return properties.getId();
  }

  @Override
  public Optional<String> schemaOf(String id) {
    return failures.ask(
        () -> Optional.of(client.getSchema(id).getDefinition()),
        status -> {
          if (status == SchemaRegistryFailures.NOT_FOUND || status == SENSELESS) {
            return Optional.empty();
          }
          // A proxy's, say: it is not the service that does not know the id.
          throw failures.answered(status);
        });
  }
}
