package io.hubstream.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.serving.tensorflow.TensorFlowSettings;
import io.hubstream.serving.tensorflow.TensorFlowSettings.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  private static final Duration AMPLE = Duration.ofMinutes(2);
  private static final TensorFlowSettings CPU = new TensorFlowSettings(0, 0, Device.CPU);

  @TempDir Path dir;

  @Test
  void shouldFindThisMachineFitForTheCpu() throws Exception {
    Diagnosis diagnosis = new Doctor(CPU, Optional.empty(), AMPLE).look();

    assertThat(diagnosis.findings()).isEmpty();
    JsonNode json = new ObjectMapper().readTree(DoctorJson.of(diagnosis));
    assertThat(json.get("healthy").asBoolean()).isTrue();
    assertThat(json.get("tensorflow").get("version").asText()).startsWith("2.");
    assertThat(json.get("machine").get("cores").asInt()).isPositive();
    assertThat(json.get("gpu").get("used").asBoolean()).isFalse();
    assertThat(text(diagnosis)).contains("Nothing stands in the way", "inference.device=cpu");
  }

  @Test
  void shouldReportAProblemWhenTheRequiredGpuIsNotThere() throws Exception {
    Diagnosis diagnosis =
        new Doctor(new TensorFlowSettings(0, 0, Device.GPU), Optional.empty(), AMPLE).look();
    assumeThat(diagnosis.verdict().used()).as("there is a GPU").isFalse();

    assertThat(diagnosis.healthy()).isFalse();
    assertThat(text(diagnosis)).contains("Problem (gpu): no GPU is used");
  }

  @Test
  void shouldGiveUpWhenTensorFlowDoesNotStartInTime() throws InterruptedException {
    Probe probe = Probe.run(CPU, Duration.ofMillis(1));

    assertThat(probe.started()).isEmpty();
    assertThat(probe.failure()).contains("did not start within");
  }

  @Test
  void shouldKillAProcessThatHangs() throws Exception {
    long start = System.nanoTime();

    Commands.Ended ended = Commands.run(new ProcessBuilder("sleep", "60"), Duration.ofMillis(200));

    assertThat(ended.timedOut()).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
  }

  @Test
  void shouldSayHowAProcessEndedThatGaveNoAnswer() {
    Probe probe =
        Probe.of(new Commands.Ended(false, 134, "terminate called after throwing"), AMPLE);

    assertThat(probe.failure()).contains("exit code 134");
  }

  @Test
  void shouldReadWhatTheProcessAnsweredAmongTheLog() {
    String output =
        """
        2026-11-21 23:38:18.66: I tensorflow/core/x.cc:1] hello
        hubstream-probe: {"failure":"java.lang.UnsatisfiedLinkError: /lib/libc.so.6: version `GLIBC_2.34' not found"}
        """;

    Probe probe = Probe.of(new Commands.Ended(false, 0, output), AMPLE);

    assertThat(probe.failure()).contains("GLIBC_2.34");
    List<Finding> findings =
        Findings.of(
            NativeCache.at(dir),
            new GpuFacts(
                Device.CPU,
                false,
                Map.of(),
                new io.hubstream.serving.tensorflow.NvidiaDriver(
                    Optional.empty(), Optional.empty(), false),
                false,
                new NvidiaSmi(Optional.empty(), List.of(), Optional.empty()),
                probe),
            new GpuVerdict(false, "", ""),
            Optional.empty());
    assertThat(findings).singleElement().extracting(Finding::advice).asString().contains("glibc");
  }

  @Test
  void shouldReportBrokersThatDoNotAnswer() throws InterruptedException {
    HubstreamConfig config = ConfigLoader.of(Map.of("bootstrap.servers", "127.0.0.1:1"));

    Brokers brokers = Brokers.ask(config, Duration.ofSeconds(1));

    assertThat(brokers.count()).isZero();
    assertThat(brokers.problem().orElseThrow()).contains("nothing listens at 127.0.0.1:1");
  }

  @Test
  void shouldReadTheLimitOfAContainerOfEitherCgroupVersion() throws IOException {
    Path second = Files.createDirectories(dir.resolve("2/sys/fs/cgroup"));
    Path first = Files.createDirectories(dir.resolve("1/sys/fs/cgroup/memory"));

    Files.writeString(second.resolve("memory.max"), "4294967296\n");
    Files.writeString(first.resolve("memory.limit_in_bytes"), "9223372036854771712\n");

    assertThat(Machine.containerLimit(dir.resolve("2"))).isEqualTo(OptionalLong.of(1L << 32));
    assertThat(Machine.containerLimit(dir.resolve("1"))).isEmpty();
    Files.writeString(second.resolve("memory.max"), "max\n");
    assertThat(Machine.containerLimit(dir.resolve("2"))).isEmpty();
  }

  @Test
  void shouldSayWhyACacheCannotBeWritten() throws IOException {
    Path file = Files.createFile(dir.resolve("file"));

    assertThat(NativeCache.at(dir.resolve("new/cache")).problem()).isEmpty();
    assertThat(NativeCache.at(file.resolve("cache")).problem()).isPresent();
  }

  @Test
  void shouldReadTheGpusThatNvidiasToolLists() {
    assertThat(NvidiaSmi.parse("0, NVIDIA H200, 580.159.03, 143771, 9.0\nnot a line\n"))
        .containsExactly(new NvidiaSmi.Gpu(0, "NVIDIA H200", "580.159.03", "143771", "9.0"));
  }

  private static String text(Diagnosis diagnosis) {
    StringWriter text = new StringWriter();
    new DoctorText(new PrintWriter(text, true)).print(diagnosis);
    return text.toString();
  }
}
