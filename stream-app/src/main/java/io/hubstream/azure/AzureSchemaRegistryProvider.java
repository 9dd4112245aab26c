package io.hubstream.azure;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.DefaultAzureCredentialBuilder;
import io.hubstream.schemas.SchemaRegistry;
import io.hubstream.schemas.SchemaRegistryProvider;
import io.hubstream.schemas.WireConfig;
import io.hubstream.schemas.WireFormat;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;

/**
 * Azure Schema Registry for the serdes; {@link java.util.ServiceLoader} makes it. The credentials
 * are what DefaultAzureCredential finds: workload and managed identity, a client secret, the Azure
 * CLI. A token goes to namespaces of Event Hubs and nowhere else; a server on this machine gets
 * none.
 */
public final class AzureSchemaRegistryProvider implements SchemaRegistryProvider {
  private static final Pattern NAMESPACE =
      Pattern.compile(
          "[A-Za-z0-9-]{6,50}\\.servicebus\\.(windows\\.net|chinacloudapi\\.cn|usgovcloudapi\\.net)");
  private static final Pattern LOCAL =
      Pattern.compile("http://((127\\.0\\.0\\.1|localhost|\\[::1])(:\\d{1,5})?)/?");

  /** Made by {@link java.util.ServiceLoader}. */
  public AzureSchemaRegistryProvider() {}

  @Override
  public WireFormat format() {
    return WireFormat.AZURE;
  }

  @Override
  public SchemaRegistry create(WireConfig config) {
    String namespace = config.required(WireConfig.AZURE_NAMESPACE);
    String group = config.required(WireConfig.AZURE_GROUP);
    HttpClient http = http(config.attemptTimeout());
    var local = LOCAL.matcher(namespace);
    if (local.matches()) {
      return AzureSchemaRegistry.local(local.group(1), group, http);
    }
    if (!NAMESPACE.matcher(namespace).matches()) {
      throw new ConfigException(
          "%s = %s is no namespace of Event Hubs, such as NAME.servicebus.windows.net"
              .formatted(WireConfig.AZURE_NAMESPACE, namespace));
    }
    TokenCredential credential = new DefaultAzureCredentialBuilder().httpClient(http).build();
    return AzureSchemaRegistry.of(namespace, group, http, credential);
  }

  private static HttpClient http(Duration limit) {
    return new JdkHttpClientBuilder(
            java.net.http.HttpClient.newBuilder()
                .version(java.net.http.HttpClient.Version.HTTP_1_1))
        .connectionTimeout(limit)
        .responseTimeout(limit)
        .readTimeout(limit)
        .writeTimeout(limit)
        .build();
  }
}
