package io.hubstream.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.hubstream.artifacts.ArtifactStores;
import io.hubstream.azure.BlobAccess;
import io.hubstream.serving.DesiredVersion;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a server on loopback that answers as Azure Resource Manager does. */
class ArmModelsTest {
  private static final String TOKEN = "token-of-the-test";
  private static final String MODEL = GridEvents.WORKSPACE + "/models/scenes/versions/3";
  private static final String DATASTORE = GridEvents.WORKSPACE + "/datastores/workspaceblobstore";

  private final Map<String, String> answers = new HashMap<>();
  private final List<String> asked = new ArrayList<>();
  private HttpServer server;
  private int status = 200;

  @BeforeEach
  void startServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.add(
                exchange.getRequestURI()
                    + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body =
                answers.getOrDefault(exchange.getRequestURI().getPath(), "{}").getBytes(UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  @Test
  void shouldFindTheFolderByTheModelVersionAndItsDatastore() throws Exception {
    answers.put(
        MODEL,
        """
        {"id":"%s","name":"3","properties":{"modelType":"custom_model",
          "modelUri":"azureml://subscriptions/s/resourceGroups/rg/workspaces/shop/datastores/workspaceblobstore/paths/models/live/scenes/3/",
          "tags":{"hubstream.stage":"staging"},"properties":{"hubstream.digest":"%s"}}}"""
            .formatted(MODEL, GridEvents.DIGEST));
    answers.put(
        DATASTORE,
        """
        {"properties":{"datastoreType":"AzureBlob","accountName":"shop","containerName":"azureml",
          "endpoint":"core.windows.net","protocol":"https"}}""");

    DesiredVersion found = artifacts().find(announcement(GridEvents.WORKSPACE));

    assertThat(found.artifactUri())
        .hasToString("https://shop.blob.core.windows.net/azureml/models/live/scenes/3");
    assertThat(found.version().digest()).isEqualTo(GridEvents.DIGEST);
    assertThat(found.stage()).isEqualTo("staging");
    assertThat(asked)
        .containsExactly(
            MODEL + "?api-version=2025-09-01 Bearer " + TOKEN,
            DATASTORE + "?api-version=2025-09-01 Bearer " + TOKEN);
  }

  @Test
  void shouldGoByTheTagsThatTheEventLacks() throws Exception {
    answers.put(
        MODEL,
        """
        {"properties":{"modelUri":"azureml://datastores/x/paths/y","properties":{},
          "tags":{"hubstream.artifact":"https://shop.blob.core.windows.net/m/scenes/3","hubstream.digest":"%s"}}}"""
            .formatted(GridEvents.DIGEST));

    DesiredVersion found = artifacts().find(announcement(GridEvents.WORKSPACE));

    assertThat(found.artifactUri()).hasToString("https://shop.blob.core.windows.net/m/scenes/3");
    assertThat(asked).hasSize(1);
  }

  @Test
  void shouldTellWhatMayPassFromWhatDoesNot() {
    for (int passing : List.of(429, 503)) {
      status = passing;
      assertThatThrownBy(() -> artifacts().find(announcement(GridEvents.WORKSPACE)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(String.valueOf(passing));
    }
    for (int lasting : List.of(403, 404)) {
      status = lasting;
      assertThatThrownBy(() -> artifacts().find(announcement(GridEvents.WORKSPACE)))
          .isInstanceOf(UnusableEventException.class)
          .hasMessageContaining("answers " + lasting)
          .hasMessageNotContaining(TOKEN);
    }
  }

  @Test
  void shouldAskForNothingThatIsNoWorkspace() {
    for (String source :
        List.of("/subscriptions/../../evil", GridEvents.WORKSPACE + "/../x", "https://evil/")) {
      assertThatThrownBy(() -> artifacts().find(announcement(source)))
          .isInstanceOf(UnusableEventException.class)
          .hasMessageContaining("no workspace of Azure ML");
    }
    assertThat(asked).isEmpty();
  }

  @Test
  void shouldRefuseAModelThatLiesInNoDatastore() {
    answers.put(MODEL, "{\"properties\":{\"modelUri\":\"runs:/x/y?sig=hush\"}}");

    assertThatThrownBy(() -> artifacts().find(announcement(GridEvents.WORKSPACE)))
        .isInstanceOf(UnusableEventException.class)
        .hasMessageContaining("'runs:/x/y'")
        .hasMessageNotContaining("hush");
  }

  private Artifacts artifacts() {
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
    return new Artifacts(
        new ArtifactStores(new BlobAccess(Map.of(), List.of(), 1)),
        Optional.of(new ArmModels(endpoint, () -> TOKEN)));
  }

  private static Announcement announcement(String source) throws UnusableEventException {
    String body =
        GridEvents.registered("e", "scenes", 3, "2026-11-27T10:00:00Z", "")
            .replace(GridEvents.WORKSPACE, source);
    GridEventReader.Element element = GridEventReader.read(body.getBytes(UTF_8)).get(0);
    GridEvent event = ((GridEventReader.Element.Event) element).event();
    return ((Reading.Announces) EventMeaning.of(event)).announcement();
  }
}
