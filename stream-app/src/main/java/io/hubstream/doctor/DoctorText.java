package io.hubstream.doctor;

import io.hubstream.serving.tensorflow.CudaLibrary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A diagnosis for people. */
public final class DoctorText {
  private final PrintWriter out;

  public DoctorText(PrintWriter out) {
    this.out = out;
  }

  public void print(Diagnosis diagnosis) {
    row("Hubstream", diagnosis.application());
    JavaRuntime java = diagnosis.java();
    row("Java", "%s, %s, in %s".formatted(java.version(), java.vendor(), java.home()));
    row("", "heap of %s at most".formatted(Describe.bytes(java.maxHeapBytes())));
    row("Machine", machine(diagnosis.machine()));
    row("Cache", cache(diagnosis.cache()));
    tensorFlow(diagnosis.gpu());
    driver(diagnosis.gpu());
    cuda(diagnosis.gpu());
    row(
        "GPU",
        (diagnosis.verdict().used() ? "used: " : "not used: ") + diagnosis.verdict().reason());
    diagnosis.brokers().ifPresent(this::brokers);
    out.println();
    if (diagnosis.findings().isEmpty()) {
      out.println("Nothing stands in the way.");
    }
    diagnosis.findings().forEach(this::finding);
  }

  private static String machine(Machine machine) {
    OptionalLong limit = machine.containerLimitBytes();
    return "%s %s, %s, %d cores, %s of memory, %s"
        .formatted(
            machine.os(),
            machine.arch(),
            machine.glibc().map("glibc "::concat).orElse("C library unknown"),
            machine.cores(),
            Describe.bytes(machine.memoryBytes()),
            limit.isPresent()
                ? "container limit " + Describe.bytes(limit.getAsLong())
                : "no container limit");
  }

  private static String cache(NativeCache cache) {
    return cache
        .problem()
        .map(problem -> "%s, not writable: %s".formatted(cache.folder(), problem))
        .orElseGet(
            () ->
                "%s, writable, %s free"
                    .formatted(cache.folder(), Describe.bytes(cache.freeBytes())));
  }

  private void tensorFlow(GpuFacts gpu) {
    String build = gpu.gpuBuild() ? "build for GPUs" : "build for the CPU";
    Optional<Probe.Started> started = gpu.probe().started();
    if (started.isEmpty()) {
      row("TensorFlow", "%s, does not run: %s".formatted(build, gpu.probe().failure()));
      return;
    }
    row(
        "TensorFlow",
        String.format(
            Locale.ROOT,
            "%s, %s, started in %.1f s",
            started.get().version(),
            build,
            started.get().millis() / 1e3));
    Describe.tensorFlowLibrary(started.get()).ifPresent(library -> row("", library));
  }

  private void driver(GpuFacts gpu) {
    row(
        "Driver",
        "%s, %s, %s"
            .formatted(
                gpu.driver().version().map("version "::concat).orElse("version unknown"),
                gpu.driver().library().map(Path::toString).orElse("no libcuda.so.1"),
                gpu.deviceFiles() ? "/dev/nvidia* there" : "no /dev/nvidia*"));
    for (NvidiaSmi.Gpu one : gpu.smi().gpus()) {
      row(
          "",
          "nvidia-smi: GPU %d, %s, %s MiB, compute capability %s"
              .formatted(one.number(), one.name(), one.memoryMib(), one.computeCapability()));
    }
    gpu.smi().problem().ifPresent(problem -> row("", "nvidia-smi failed: " + problem));
  }

  /** A row for each place: a folder of a bundle, the cache, a jar that was not unpacked. */
  private void cuda(GpuFacts gpu) {
    Map<String, List<CudaLibrary>> places = new LinkedHashMap<>();
    for (CudaLibrary library : gpu.cuda()) {
      String place = Describe.origin(library) + Describe.folder(library);
      places.computeIfAbsent(place, key -> new ArrayList<>()).add(library);
    }
    String name = "CUDA";
    for (Map.Entry<String, List<CudaLibrary>> place : places.entrySet()) {
      row(name, place.getKey());
      name = "";
      cuda("loads", place.getValue(), one -> Describe.loads(gpu, one));
      cuda("not loaded", place.getValue(), one -> !Describe.loads(gpu, one));
    }
    for (CudaLibrary library : gpu.cuda()) {
      library.problem().ifPresent(problem -> row("", library.name() + ": " + problem));
    }
  }

  private void cuda(String state, List<CudaLibrary> libraries, Predicate<CudaLibrary> filter) {
    String names =
        libraries.stream().filter(filter).map(CudaLibrary::name).collect(Collectors.joining(" "));
    if (!names.isEmpty()) {
      row("", "  %s: %s".formatted(state, names));
    }
  }

  private void brokers(Brokers brokers) {
    BrokersText.rows(brokers).forEach(row -> row(row.name(), row.value()));
  }

  private void finding(Finding finding) {
    String level = finding.level() == Finding.Level.PROBLEM ? "Problem" : "Note";
    out.printf("%s (%s): %s.%n", level, finding.area(), finding.message());
    if (!finding.advice().isEmpty()) {
      out.printf("  -> %s%n", finding.advice());
    }
  }

  private void row(String name, String value) {
    out.printf("%-11s %s%n", name, value);
  }
}
