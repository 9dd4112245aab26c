package io.hubstream.doctor;

import io.hubstream.serving.tensorflow.TensorFlowSettings.Device;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Judges the facts. No thread, no input, no output. */
final class Findings {
  private static final String LINK_ERROR = "UnsatisfiedLinkError";

  private Findings() {}

  static List<Finding> of(
      NativeCache cache, GpuFacts gpu, GpuVerdict verdict, Optional<Brokers> brokers) {
    List<Finding> findings = new ArrayList<>();
    tensorFlow(gpu.probe(), cache).ifPresent(findings::add);
    cache(gpu.probe(), cache).ifPresent(findings::add);
    gpu(gpu, verdict).ifPresent(findings::add);
    brokers.map(BrokerFindings::of).ifPresent(findings::addAll);
    findings.sort(Comparator.comparing(Finding::level).reversed());
    return findings;
  }

  private static Optional<Finding> tensorFlow(Probe probe, NativeCache cache) {
    if (probe.started().isPresent()) {
      return Optional.empty();
    }
    String advice = "";
    if (cache.problem().isPresent()) {
      advice = "Name a folder that can be written by HUBSTREAM_CACHE.";
    } else if (probe.failure().contains("GLIBC")) {
      advice =
          "TensorFlow's natives need glibc 2.34 and GCC 11's libstdc++ or newer: RHEL 9, Debian 12,"
              + " Ubuntu 22.04 and later have them.";
    } else if (probe.failure().contains(LINK_ERROR)) {
      advice = "Its library needs what this system lacks; the message names it.";
    }
    return Optional.of(
        Finding.problem("tensorflow", "TensorFlow does not run: " + probe.failure(), advice));
  }

  private static Optional<Finding> cache(Probe probe, NativeCache cache) {
    if (cache.problem().isEmpty() || probe.started().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.note(
            "cache",
            "%s cannot be written: %s".formatted(cache.folder(), cache.problem().get()),
            "It is needed where native libraries come in jars: name another by HUBSTREAM_CACHE."));
  }

  private static Optional<Finding> gpu(GpuFacts facts, GpuVerdict verdict) {
    if (verdict.used() || facts.wanted() == Device.CPU) {
      return Optional.empty();
    }
    String message = "no GPU is used: " + verdict.reason();
    if (facts.wanted() == Device.GPU) {
      return Optional.of(Finding.problem("gpu", message, verdict.advice()));
    }
    return facts.machineHasGpu()
        ? Optional.of(Finding.note("gpu", message, verdict.advice()))
        : Optional.empty();
  }
}
