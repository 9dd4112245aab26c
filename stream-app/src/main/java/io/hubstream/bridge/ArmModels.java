package io.hubstream.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks Azure Resource Manager where a registered model lies: the model version names a path in a
 * datastore, the datastore names the storage account.
 *
 * <p>Safe for any thread; a call blocks for at most a minute.
 */
public final class ArmModels {
  private static final String API = "?api-version=2025-09-01";
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int MAX_BYTES = 1 << 20;
  private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);
  private static final Pattern WORKSPACE =
      Pattern.compile(
          "/subscriptions/[\\w-]+/resourceGroups/[\\w.()-]+/providers"
              + "/Microsoft\\.MachineLearningServices/workspaces/[\\w-]+",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern MODEL_URI =
      Pattern.compile("azureml://(?:.*/)?datastores/([\\w-]+)/paths/(.+?)/*");

  /** Where tokens come from. */
  public interface Tokens {
    /** A token for an endpoint, which is a secret. */
    String token() throws IOException;
  }

  private final URI endpoint;
  private final Tokens tokens;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(LIMIT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final ObjectMapper json = new ObjectMapper();

  /**
   * @param endpoint such as {@code https://management.azure.com}
   */
  public ArmModels(URI endpoint, Tokens tokens) {
    this.endpoint = endpoint;
    this.tokens = tokens;
  }

  /**
   * What is known of the artifact, its address always.
   *
   * @throws UnusableEventException the model is not there, may not be read, or lies elsewhere
   * @throws IOException there is no answer now
   */
  Announcement.Artifact find(Announcement announcement)
      throws UnusableEventException, IOException, InterruptedException {
    String workspace = announcement.event().source();
    if (!WORKSPACE.matcher(workspace).matches()) {
      throw new UnusableEventException("its source is no workspace of Azure ML: " + workspace);
    }
    JsonNode model =
        get(
            workspace
                + "/models/%s/versions/%s".formatted(announcement.model(), announcement.version()));
    Announcement.Artifact tagged =
        ModelTags.read(JsonKeys.find(model, "tags"), JsonKeys.find(model, "properties"));
    if (tagged.uri().isPresent()) {
      return tagged;
    }
    String modelUri = JsonKeys.text(model, "modelUri").orElse("");
    Matcher place = MODEL_URI.matcher(modelUri);
    if (!place.matches()) {
      throw new UnusableEventException(
          "%s does not lie in a datastore but at '%s': register it with the tag %s"
              .formatted(
                  announcement.display(), modelUri.replaceFirst("[?#].*", ""), ModelTags.ARTIFACT));
    }
    JsonNode datastore = get(workspace + "/datastores/" + place.group(1));
    return new Announcement.Artifact(
        Optional.of(address(place.group(1), datastore, place.group(2))),
        tagged.digest(),
        tagged.stage());
  }

  private static String address(String name, JsonNode datastore, String path)
      throws UnusableEventException {
    Optional<String> account = JsonKeys.text(datastore, "accountName");
    Optional<String> container = JsonKeys.text(datastore, "containerName", "filesystem");
    if (account.isEmpty() || container.isEmpty()) {
      throw new UnusableEventException(
          "its datastore %s is none of Blob storage: register it with the tag %s"
              .formatted(name, ModelTags.ARTIFACT));
    }
    String host =
        "%s.blob.%s"
            .formatted(
                account.get(), JsonKeys.text(datastore, "endpoint").orElse("core.windows.net"));
    try {
      return new URI("https", host, "/%s/%s".formatted(container.get(), path), null)
          .toASCIIString();
    } catch (URISyntaxException e) {
      throw new UnusableEventException("its datastore %s has no address".formatted(name));
    }
  }

  /** The properties of a resource. */
  private JsonNode get(String path)
      throws UnusableEventException, IOException, InterruptedException {
    URI uri = URI.create(endpoint.toString().replaceFirst("/+$", "") + path + API);
    HttpResponse<InputStream> answer =
        http.send(
            HttpRequest.newBuilder(uri)
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + tokens.token())
                .header("Accept", "application/json")
                .build(),
            HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      require(answer.statusCode(), path);
      byte[] bytes = body.readNBytes(MAX_BYTES);
      JsonNode properties = JsonKeys.find(json.readTree(bytes), "properties");
      if (!properties.isObject()) {
        throw new IOException(
            "Azure Resource Manager answered for %s in no known form".formatted(path));
      }
      return properties;
    }
  }

  private static void require(int status, String path) throws UnusableEventException, IOException {
    if (status == 200) {
      return;
    }
    if (PASSING.contains(status)) {
      throw new IOException("Azure Resource Manager answers %d for %s".formatted(status, path));
    }
    String advice =
        switch (status) {
          case 401, 403 ->
              ": the bridge's identity needs the role AzureML Data Scientist or Reader on the workspace";
          case 404 -> ": there is no such model version or datastore now";
          default -> "";
        };
    throw new UnusableEventException(
        "Azure Resource Manager answers %d for %s%s"
            .formatted(status, path.toLowerCase(Locale.ROOT), advice));
  }
}
