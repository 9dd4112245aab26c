package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.cli.Main;
import io.hubstream.testing.TestModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the stacks start, started here: the command with their settings file and their environment,
 * with a baked model while the artifact store is away, asked by their probes and their scraper.
 */
@Timeout(240)
class StacksIT {
  private static final Pattern METRIC = Pattern.compile("hubstream_[a-z_]+");

  @TempDir Path dir;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void shouldStartFromABakedModelAndAnswerProbesScraperAndDashboard() throws Exception {
    try (TestStream stream = new TestStream(dir, 2)) {
      // Given
      Path baked = bakedModelWithoutStore(stream);
      int port = freePort();
      Process service = start(stream, baked, port);
      try (ResultsWatch watch = new ResultsWatch(stream)) {
        // When
        Eventually.until(
            "it listens; " + log(), () -> service.isAlive() && status(port, "/health/live") > 0);
        assertThat(status(port, probe("livenessProbe"))).as("alive while it loads").isEqualTo(200);
        assertThat(status(port, probe("startupProbe"))).isEqualTo(200);
        Eventually.until("ready; " + log(), () -> status(port, probe("readinessProbe")) == 200);
        stream.publish(0, 100);
        watch.await(100);

        // Then
        Set<String> scraped = names(get(port, metricsPath()).body());
        String dashboard =
            Files.readString(Stacks.COMPOSE.resolve("grafana/dashboards/hubstream.json"));
        assertThat(scraped).containsAll(names(dashboard));
        assertThat(names(dashboard)).hasSizeGreaterThan(8);
        assertThatPrometheusScrapes(port);
        assertThat(stream.verify().holdsExactlyOnce()).isTrue();
        service.destroy();
        assertThat(service.waitFor()).as("%s", log()).isIn(0, 143);
      } finally {
        service.destroyForcibly();
      }
    }
  }

  private Path bakedModelWithoutStore(TestStream stream) throws Exception {
    Path export = TestModels.text(dir.resolve("export"), 3, 4, 1);
    Path store = dir.resolve("store");
    Path baked = dir.resolve("baked");
    List<String> settings = new ArrayList<>();
    stream
        .settings("person")
        .forEach((key, value) -> settings.addAll(List.of("--set", key + "=" + value)));
    run(List.of("model", "package", export.toString(), "--model", "letters", "--version", "1"));
    List<String> publish =
        new ArrayList<>(
            List.of(
                "model", "publish", export.toString(), "--store", store.toString(), "--activate"));
    publish.addAll(settings);
    run(publish);
    List<String> bake =
        new ArrayList<>(List.of("model", "bake", "--desired", "--into", baked.toString()));
    bake.addAll(settings);
    run(bake);
    Files.move(store, dir.resolve("away"));
    return baked;
  }

  private static void run(List<String> command) {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out, true);
    assertThat(Main.run(writer, writer, command.toArray(String[]::new))).as("%s", out).isZero();
  }

  /** As the image's entry point does, with what a machine other than a container needs replaced. */
  private Process start(TestStream stream, Path baked, int port) throws IOException {
    Map<String, Object> service = Stacks.at(Stacks.composeFile(), "services", "hubstream");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "--config",
                Stacks.COMPOSE.resolve("hubstream/kafka.properties").toString()));
    Map<String, String> replaced = stream.settings("unused");
    replaced.keySet().removeIf(key -> key.equals("bootstrap.servers") || key.equals("instance.id"));
    replaced.put("models.baked.dirs", baked.toString());
    replaced.put("payload.file.roots", dir.toString());
    replaced.put("http.host", "127.0.0.1");
    replaced.put("http.port", Integer.toString(port));
    replaced.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("service.log").toFile());
    Stacks.at(service, "environment")
        .forEach((key, value) -> builder.environment().put(key, String.valueOf(value)));
    builder
        .environment()
        .put("HUBSTREAM_BOOTSTRAP_SERVERS", (String) stream.client().get("bootstrap.servers"));
    return builder.start();
  }

  private String log() throws IOException {
    Path log = dir.resolve("service.log");
    return Files.exists(log) ? Files.readString(log) : "";
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static String probe(String name) throws IOException {
    String text = Files.readString(Stacks.KUBERNETES.resolve("base/stateful-set.yaml"));
    List<?> containers =
        (List<?>) Stacks.at(Stacks.yaml(text).get(0), "spec", "template", "spec").get("containers");
    return String.valueOf(Stacks.at(Stacks.map(containers.get(0)), name, "httpGet").get("path"));
  }

  private static String metricsPath() throws IOException {
    String text = Files.readString(Stacks.COMPOSE.resolve("prometheus/prometheus.yml"));
    List<?> jobs = (List<?>) Stacks.yaml(text).get(0).get("scrape_configs");
    return String.valueOf(Stacks.map(jobs.get(0)).get("metrics_path"));
  }

  /** The real one, with the stack's settings, where it is installed. */
  private void assertThatPrometheusScrapes(int port) throws Exception {
    Path program = Path.of("/usr/bin/prometheus");
    if (!Files.isExecutable(program)) {
      System.err.println("Prometheus is not asked: there is no " + program);
      return;
    }
    Path config = dir.resolve("prometheus.yml");
    String given = Files.readString(Stacks.COMPOSE.resolve("prometheus/prometheus.yml"));
    Files.writeString(
        config,
        given
            .replace("hubstream:8080", "127.0.0.1:" + port)
            .replaceAll("scrape_(interval|timeout): \\S+", "scrape_$1: 1s"));
    int own = freePort();
    Process prometheus =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + dir.resolve("tsdb"),
                "--web.listen-address=127.0.0.1:" + own)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("prometheus.log").toFile())
            .start();
    try {
      String query = "/api/v1/query?query=hubstream_records_total";
      Eventually.until(
          "Prometheus has the meters",
          () -> status(own, "/-/ready") == 200 && get(own, query).body().contains("\"value\""));
      assertThat(get(own, "/api/v1/targets").body()).contains("\"health\":\"up\"");
    } finally {
      prometheus.destroyForcibly();
      prometheus.waitFor();
    }
  }

  private static Set<String> names(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(found -> found.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** 0 while nothing listens. */
  private int status(int port, String path) {
    try {
      return get(port, path).statusCode();
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
