package io.hubstream.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MonitoringServerTest {
  private final AtomicReference<Health> health =
      new AtomicReference<>(new Health(true, true, List.of()));
  private final HttpClient client = HttpClient.newHttpClient();
  private MonitoringServer server;

  @BeforeEach
  void start() throws IOException {
    server = MonitoringServer.start("127.0.0.1", 0, health::get, () -> "hubstream_records 1\n");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void shouldServeMetricsAndHealth() throws Exception {
    assertThat(get("/metrics").body()).isEqualTo("hubstream_records 1\n");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").body()).contains("\"ready\" : true");
    assertThat(get("/").body()).contains("/health/ready");
    assertThat(get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(get("/metrics/nowhere").statusCode()).isEqualTo(404);
  }

  @Test
  void shouldSayWhyWhenItIsAliveButNotReady() throws Exception {
    // Given
    health.set(new Health(true, false, List.of("scenes: not loaded")));

    // When
    HttpResponse<String> ready = get("/health/ready");

    // Then
    assertThat(ready.statusCode()).isEqualTo(503);
    assertThat(ready.body()).contains("scenes: not loaded");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldBeNeitherLiveNorReadyWhenOnlyARestartHelps() throws Exception {
    health.set(new Health(false, false, List.of("the stream is ERROR")));

    assertThat(get("/health/live").statusCode()).isEqualTo(503);
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
  }

  @Test
  void shouldAnswerWhenASupplierFails() throws Exception {
    health.set(null);

    assertThat(get("/health/ready").statusCode()).isEqualTo(500);
    assertThat(get("/metrics").statusCode()).isEqualTo(200);
  }

  @Test
  void shouldRefuseOtherMethods() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(uri("/metrics")).POST(HttpRequest.BodyPublishers.noBody()).build();

    assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  @Test
  void shouldSayWhatToDoWhenThePortIsTaken() {
    assertThatThrownBy(
            () -> MonitoringServer.start("127.0.0.1", server.port(), health::get, () -> ""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("choose another http.port");
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }
}
