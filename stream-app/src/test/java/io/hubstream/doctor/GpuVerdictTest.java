package io.hubstream.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.serving.tensorflow.CudaLibrary;
import io.hubstream.serving.tensorflow.CudaLibrary.Origin;
import io.hubstream.serving.tensorflow.NvidiaDriver;
import io.hubstream.serving.tensorflow.TensorFlowSettings.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GpuVerdictTest {
  private static final String CREATED =
      "I0000 00:00:1.0 1 gpu_device.cc:2022] Created device /job:localhost/replica:0/task:0/device:GPU:0"
          + " with 139223 MB memory:  -> device: 0, name: NVIDIA H200, pci bus id: 0000:1b:00.0, compute"
          + " capability: 9.0";

  /** A machine where all is as it should be; each test spoils one thing. */
  private static final class Case {
    private Device wanted = Device.AUTO;
    private boolean gpuBuild = true;
    private final Map<String, String> environment = new HashMap<>();
    private NvidiaDriver driver =
        new NvidiaDriver(
            Optional.of("580.1"), Optional.of(Path.of("/usr/lib64/libcuda.so.1")), true);
    private boolean deviceFiles = true;
    private final List<CudaLibrary> cuda = new ArrayList<>();
    private String device = "cpu";
    private String obstacle = "";
    private String log = "";
    private boolean starts = true;

    GpuVerdict verdict() {
      return GpuVerdict.of(facts());
    }

    GpuFacts facts() {
      Probe.Started started =
          new Probe.Started("2.18.0", device, obstacle, List.copyOf(cuda), Map.of(), 1);
      return new GpuFacts(
          wanted,
          gpuBuild,
          environment,
          driver,
          deviceFiles,
          new NvidiaSmi(Optional.empty(), List.of(), Optional.empty()),
          new Probe(
              starts ? Optional.of(started) : Optional.empty(),
              starts ? "" : "it did not start within 1 s",
              TensorFlowLog.of(log)));
    }
  }

  private final Case machine = new Case();

  @Test
  void shouldDescribeTheGpuThatIsUsed() {
    machine.device = "gpu:0";
    machine.log = CREATED;

    GpuVerdict verdict = machine.verdict();

    assertThat(verdict.used()).isTrue();
    assertThat(verdict.reason()).contains("NVIDIA H200", "9.0", "139223 MB");
    assertThat(verdict.advice()).isEmpty();
  }

  @Test
  void shouldNotAskForADriverWhenTheSettingsSayCpu() {
    machine.wanted = Device.CPU;
    machine.driver = new NvidiaDriver(Optional.empty(), Optional.empty(), false);

    assertThat(machine.verdict().reason()).contains("inference.device=cpu");
  }

  @Test
  void shouldNameTheMissingDriverBeforeTheLibrariesThatWouldNeedIt() {
    machine.driver = new NvidiaDriver(Optional.empty(), Optional.empty(), false);
    machine.deviceFiles = false;
    machine.cuda.add(library(Origin.MISSING, Optional.empty()));

    assertThat(machine.verdict().reason()).isEqualTo("this machine has no NVIDIA driver");
    assertThat(machine.verdict().advice()).isEmpty();
    machine.wanted = Device.GPU;
    assertThat(machine.verdict().advice()).contains("Install NVIDIA's driver");
  }

  @Test
  void shouldThinkOfTheContainerWhenOnlyTheKernelHasTheDriver() {
    machine.driver = new NvidiaDriver(Optional.of("580.1"), Optional.empty(), false);

    assertThat(machine.verdict().reason()).contains("libcuda.so.1 is nowhere");
    assertThat(machine.verdict().advice()).contains("--gpus all");
  }

  @Test
  void shouldSayHowToBuildWhenTheBuildIsForTheCpu() {
    machine.gpuBuild = false;

    assertThat(machine.verdict().advice()).contains("-Pgpu");
  }

  @ParameterizedTest
  @CsvSource({"''", "-1"})
  void shouldSeeThatTheEnvironmentHidesTheGpus(String visible) {
    machine.environment.put("CUDA_VISIBLE_DEVICES", visible);

    assertThat(machine.verdict().reason()).contains("CUDA_VISIBLE_DEVICES hides");
  }

  @Test
  void shouldSayWhereTheDriversLibraryLiesWhenItIsOutOfReach() {
    machine.driver =
        new NvidiaDriver(
            Optional.of("580.1"),
            Optional.of(Path.of("/usr/local/nvidia/lib64/libcuda.so.1")),
            false);

    assertThat(machine.verdict().advice()).contains("LD_LIBRARY_PATH=/usr/local/nvidia/lib64");
  }

  @Test
  void shouldTellWhatTensorFlowSaidBeforeItDied() {
    machine.starts = false;
    machine.log = "W0000 00:00:1.0 1 gpu_device.cc:2344] Cannot dlopen some GPU libraries.";

    assertThat(machine.verdict().reason())
        .contains("did not start within 1 s", "Cannot dlopen some GPU libraries.");
  }

  @Test
  void shouldNameEachLibraryThatIsMissingOrBroken() {
    machine.cuda.add(library(Origin.MISSING, Optional.empty()));
    machine.cuda.add(
        new CudaLibrary("libcublas.so.12", "", Origin.FOLDER, "/x", Optional.of("bad ELF")));

    assertThat(machine.verdict().reason())
        .contains("not found: libcudnn.so.9", "libcublas.so.12 (bad ELF)");
    assertThat(machine.verdict().advice()).contains("hubstream.cuda.path");
  }

  @ParameterizedTest
  @CsvSource({
    "CUDA_ERROR_NO_DEVICE: no CUDA-capable device is detected, finds no GPU, nvidia-smi",
    "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH: unsupported combination, MISMATCH, of different versions",
    "UNKNOWN ERROR (303), (303), not opened",
    "CUDA_ERROR_UNKNOWN: unknown error, CUDA_ERROR_UNKNOWN, nvidia_uvm"
  })
  void shouldExplainWhatTheDriverAnswers(String answer, String reason, String advice) {
    machine.log =
        "2026-11-21 23:38:18.667465: E x/cuda_driver.cc:152] failed call to cuInit: INTERNAL: CUDA"
            + " error: Failed call to cuInit: "
            + answer;

    assertThat(machine.verdict().reason()).contains(reason);
    assertThat(machine.verdict().advice()).contains(advice);
  }

  @Test
  void shouldRepeatTensorFlowsOwnWordsWhenNothingElseExplainsIt() {
    machine.obstacle = "'visible_device_list' listed an invalid GPU id '3'";

    assertThat(machine.verdict().reason()).contains("invalid GPU id '3'");
    assertThat(machine.verdict().advice()).contains("inference.gpu.visible.devices");
  }

  @Test
  void shouldBeAProblemOnlyWhenAGpuIsRequired() {
    machine.gpuBuild = false;
    NativeCache cache = new NativeCache(Path.of("/c"), 1, Optional.empty());

    List<Finding> auto = Findings.of(cache, machine.facts(), machine.verdict(), Optional.empty());
    machine.wanted = Device.GPU;
    List<Finding> required =
        Findings.of(cache, machine.facts(), machine.verdict(), Optional.empty());

    assertThat(auto).extracting(Finding::level).containsExactly(Finding.Level.NOTE);
    assertThat(required).extracting(Finding::level).containsExactly(Finding.Level.PROBLEM);
  }

  @Test
  void shouldFindNothingOnAMachineWithoutGpuThatNeedsNone() {
    machine.driver = new NvidiaDriver(Optional.empty(), Optional.empty(), false);
    machine.deviceFiles = false;
    NativeCache cache = new NativeCache(Path.of("/c"), 1, Optional.empty());

    assertThat(Findings.of(cache, machine.facts(), machine.verdict(), Optional.empty())).isEmpty();
  }

  private static CudaLibrary library(Origin origin, Optional<String> problem) {
    return new CudaLibrary("libcudnn.so.9", "", origin, "", problem);
  }
}
