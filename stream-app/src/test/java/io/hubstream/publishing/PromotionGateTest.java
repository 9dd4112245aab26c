package io.hubstream.publishing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.GateCheck;
import io.hubstream.serving.GateReport;
import io.hubstream.serving.GateStep;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.ModelManagerSettings;
import io.hubstream.serving.ModelOutput;
import io.hubstream.testing.FakeArtifactSource;
import io.hubstream.testing.FakeLoader;
import io.hubstream.testing.Versions;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PromotionGateTest {
  private static final ModelVersion VERSION = Versions.version("a", 1);

  private final FakeArtifactSource artifacts = new FakeArtifactSource();
  private final FakeLoader loader = new FakeLoader();

  @AfterEach
  void closesEverythingExactlyOnce() {
    assertThat(loader.loaded()).allSatisfy(s -> assertThat(s.closes()).isEqualTo(1));
  }

  private GateReport examine(GateStep... steps) throws IOException {
    return examine(ModelManagerSettings.Limits.DEFAULT, steps);
  }

  private GateReport examine(ModelManagerSettings.Limits limits, GateStep... steps)
      throws IOException {
    PromotionGate.Rules rules = new PromotionGate.Rules(List.of(1, 4), limits);
    return new PromotionGate(artifacts, loader, rules, List.of(steps), List.of())
        .examine(Versions.wanted(VERSION));
  }

  private static ModelManagerSettings.Limits limits(long loadMs, long warmUpMs) {
    return new ModelManagerSettings.Limits(
        Duration.ofMillis(loadMs), Duration.ofMillis(warmUpMs), Optional.empty());
  }

  private static List<String> names(GateReport report) {
    return report.checks().stream().map(GateCheck::name).toList();
  }

  private static GateCheck last(GateReport report) {
    return report.checks().get(report.checks().size() - 1);
  }

  private void awaitClosed() throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (loader.loaded().isEmpty() || !loader.loaded(VERSION).closed()) {
      assertThat(System.nanoTime()).as("it was never closed").isLessThan(deadline);
      Thread.sleep(1);
    }
  }

  @Test
  void shouldPassWhatLoadsRunsAndGivesNumbers() throws IOException {
    GateReport report =
        examine((artifact, servable) -> List.of(GateCheck.passed("values", Map.of(), "ok")));

    assertThat(report.passed()).isTrue();
    assertThat(names(report))
        .containsExactly("integrity", "load", "warm-up", "finite outputs", "values");
    assertThat(loader.loaded(VERSION).paddedSizes()).containsExactly(1, 4, 1);
    assertThat(report.checks().get(3).figures())
        .containsEntry("values", "7")
        .containsEntry("notFinite", "0");
  }

  @Test
  void shouldNotPassWhatIsNotWhole() throws IOException {
    artifacts.refuse(VERSION, "'saved_model.pb' differs");

    GateReport report = examine();

    assertThat(report.passed()).isFalse();
    assertThat(last(report).name()).isEqualTo("integrity");
    assertThat(last(report).detail()).contains("differs");
  }

  @Test
  void shouldNotPassWhatDoesNotLoad() throws IOException {
    loader.refuse(VERSION, "unknown op Frobnicate");

    GateReport report = examine();

    assertThat(report.passed()).isFalse();
    assertThat(names(report)).containsExactly("integrity", "load");
    assertThat(last(report).detail()).contains("Frobnicate");
  }

  @Test
  void shouldNotPassWhatFailsAtSomeBatchSize() throws IOException {
    loader.behave(
        VERSION,
        (inputs, padded) -> {
          if (padded > 1) {
            throw new InferenceException(InferenceException.Kind.INPUT, "one at a time", null);
          }
          return Collections.nCopies(inputs.size(), output(1f));
        });

    GateReport report = examine();

    assertThat(report.passed()).isFalse();
    assertThat(last(report).name()).isEqualTo("warm-up");
    assertThat(last(report).detail()).contains("batch of 4", "one at a time");
  }

  @Test
  void shouldNotPassWhatGivesNoNumbers() throws IOException {
    loader.behave(
        VERSION, (inputs, padded) -> Collections.nCopies(inputs.size(), output(Float.NaN)));

    GateReport report = examine();

    assertThat(report.passed()).isFalse();
    assertThat(last(report).name()).isEqualTo("finite outputs");
    assertThat(last(report).figures()).containsEntry("notFinite", "4");
  }

  @Test
  void shouldNotPassWhenAFurtherStepDoesNot() throws IOException {
    GateReport report =
        examine((artifact, servable) -> List.of(GateCheck.failed("values", Map.of(), "off by 2")));

    assertThat(report.passed()).isFalse();
  }

  @Test
  void shouldNotPassWhatDoesNotLoadInTime() throws Exception {
    FakeLoader.Gate hang = loader.gate(VERSION);

    GateReport report = examine(limits(20, 10_000));

    assertThat(report.passed()).isFalse();
    assertThat(names(report)).containsExactly("integrity", "load");
    assertThat(last(report).detail())
        .contains("the load did not end within 20 ms", "model.load.timeout.ms");
    hang.open();
    awaitClosed();
  }

  @Test
  void shouldNotPassWhatHangsInItsWarmUpAndCloseItWhenThatEnds() throws Exception {
    FakeLoader.Gate hang = loader.hang(VERSION);

    GateReport report = examine(limits(10_000, 20));

    assertThat(report.passed()).isFalse();
    assertThat(names(report)).containsExactly("integrity", "load", "warm-up");
    assertThat(last(report).detail())
        .contains("the warm-up did not end within 20 ms", "model.warmup.timeout.ms");
    assertThat(loader.loaded(VERSION).closed()).as("it still runs").isFalse();
    hang.open();
    awaitClosed();
    assertThat(loader.loaded(VERSION).closedWhileRunning()).isFalse();
  }

  @Test
  void shouldNotPassWhatHangsInAFurtherStep() throws Exception {
    CompletableFuture<List<GateCheck>> hang = new CompletableFuture<>();

    GateReport report = examine(limits(10_000, 1_000), (artifact, servable) -> hang.join());

    assertThat(report.passed()).isFalse();
    assertThat(last(report).name()).isEqualTo("values");
    assertThat(last(report).detail()).contains("the look of the gate did not end within 1000 ms");
    hang.complete(List.of());
    awaitClosed();
  }

  @Test
  void shouldHaveOneTextAndOneDigest() {
    GateReport report =
        new GateReport(
            new ModelVersion("a", "1", "sha256:00"),
            List.of(GateCheck.passed("x", Map.of("b", "2", "a", "1"), "it \"is\" ü")));

    assertThat(new String(report.canonicalJson(), UTF_8))
        .isEqualTo(
            "{\"checks\":[{\"detail\":\"it \\\"is\\\" ü\",\"figures\":{\"a\":\"1\",\"b\":\"2\"},"
                + "\"name\":\"x\",\"passed\":true}],\"digest\":\"sha256:00\","
                + "\"form\":\"hubstream-gate-report-v1\",\"model\":\"a\",\"version\":\"1\"}");
    assertThat(report.digest()).matches("sha256:[0-9a-f]{64}");
    assertThat(new GateReport(report.version(), List.of()).passed())
        .as("nothing was looked at")
        .isFalse();
  }

  private static ModelOutput output(float value) {
    return new ModelOutput(
        Optional.of(new float[] {value, value, value, value}),
        Optional.of(new float[] {0.2f, 0.3f, 0.5f}));
  }
}
