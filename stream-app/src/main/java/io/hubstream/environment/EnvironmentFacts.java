package io.hubstream.environment;

import io.hubstream.config.ComparedSettings;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.service.ApplicationVersion;
import io.hubstream.service.BuildFacts;
import io.hubstream.service.TensorFlowParts;
import io.hubstream.serving.tensorflow.GpuStack;
import io.hubstream.serving.tensorflow.TensorFlowProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Collects the facts of this process. */
final class EnvironmentFacts {

  /** Variables by which a user changes what TensorFlow, oneDNN, XLA and CUDA compute. */
  private static final List<String> VARIABLES =
      List.of(
          "DNNL_MAX_CPU_ISA",
          "NVIDIA_TF32_OVERRIDE",
          "OMP_NUM_THREADS",
          "ONEDNN_MAX_CPU_ISA",
          "TF_CUDNN_DETERMINISTIC",
          "TF_CUDNN_USE_AUTOTUNE",
          "TF_DETERMINISTIC_OPS",
          "TF_DISABLE_MKL",
          "TF_ENABLE_ONEDNN_OPTS",
          "TF_USE_CUDNN_BATCHNORM_SPATIAL_PERSISTENT",
          "TF_XLA_FLAGS",
          "XLA_FLAGS");

  /** By these TensorFlow's libraries choose their kernels, and kernels round differently. */
  private static final List<String> VECTOR_INSTRUCTIONS =
      List.of(
          "avx",
          "avx2",
          "fma",
          "avx_vnni",
          "avx512f",
          "avx512bw",
          "avx512_vnni",
          "avx512_bf16",
          "avx512_fp16",
          "amx_tile",
          "amx_bf16",
          "amx_int8",
          "asimd",
          "asimddp",
          "bf16",
          "sve");

  private EnvironmentFacts() {}

  static SortedMap<String, String> here(HubstreamConfig config) throws IOException {
    SortedMap<String, String> facts = new TreeMap<>();
    BuildFacts build = BuildFacts.here();
    facts.put("application.version", ApplicationVersion.get());
    facts.put("application.commit", build.commit().orElse("unknown"));
    facts.put("application.digest", ClassPathDigest.of(System.getProperty("java.class.path", "")));
    java(facts);
    TensorFlowProbe tensorFlow =
        TensorFlowProbe.start(TensorFlowParts.settings(config.pipeline().inference()));
    facts.put("tensorflow.version", tensorFlow.version());
    if (tensorFlow.device().startsWith("gpu")) {
      gpu(GpuStack.here(build.cuda(), build.cudnn()), facts);
    } else {
      facts.put("device", tensorFlow.device().isEmpty() ? "none" : tensorFlow.device());
    }
    facts.put("cpu.instructions", instructions(cpuInfo()));
    variables(System.getenv(), facts);
    ComparedSettings.of(config).forEach((key, value) -> facts.put("setting." + key, value));
    List<Path> libraries = config.models().ops().libraries();
    if (!libraries.isEmpty()) {
      facts.put("op.libraries", OpLibraries.described(libraries));
    }
    return facts;
  }

  private static void java(Map<String, String> facts) {
    facts.put("java.vendor", System.getProperty("java.vendor", "unknown"));
    facts.put("java.version", System.getProperty("java.vm.version", "unknown"));
    facts.put("os.name", System.getProperty("os.name", "unknown"));
    facts.put("os.arch", System.getProperty("os.arch", "unknown"));
  }

  static void gpu(GpuStack gpu, Map<String, String> facts) {
    facts.put("device", "gpu: " + String.join(", ", new TreeSet<>(gpu.devices())));
    gpu.cuda().ifPresent(version -> facts.put("cuda.version", version));
    gpu.cudnn().ifPresent(version -> facts.put("cudnn.version", version));
    gpu.driver().ifPresent(version -> facts.put("driver.version", version));
  }

  static void variables(Map<String, String> environment, Map<String, String> facts) {
    for (String name : VARIABLES) {
      String value = environment.get(name);
      if (value != null) {
        facts.put("variable." + name, value);
      }
    }
  }

  private static String cpuInfo() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo"));
    } catch (IOException e) {
      return ""; // No Linux.
    }
  }

  /** The vector instructions that the first processor of {@code /proc/cpuinfo} has. */
  static String instructions(String cpuInfo) {
    List<String> flags =
        cpuInfo
            .lines()
            .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
            .findFirst()
            .map(line -> Arrays.asList(line.substring(line.indexOf(':') + 1).strip().split(" ")))
            .orElse(List.of());
    String found =
        VECTOR_INSTRUCTIONS.stream().filter(flags::contains).collect(Collectors.joining(" "));
    return found.isEmpty() ? "unknown" : found;
  }
}
