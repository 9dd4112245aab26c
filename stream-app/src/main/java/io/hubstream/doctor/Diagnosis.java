package io.hubstream.doctor;

import java.util.List;
import java.util.Optional;

/**
 * What was found.
 *
 * @param application version of Hubstream
 * @param java that runs it
 * @param machine it runs on
 * @param cache of native libraries
 * @param gpu what decides about a GPU, with the start of TensorFlow
 * @param verdict about the GPU
 * @param brokers where settings were given
 * @param findings what stands in the way, worst first
 */
public record Diagnosis(
    String application,
    JavaRuntime java,
    Machine machine,
    NativeCache cache,
    GpuFacts gpu,
    GpuVerdict verdict,
    Optional<Brokers> brokers,
    List<Finding> findings) {
  public Diagnosis {
    findings = List.copyOf(findings);
  }

  /** Whether Hubstream runs here as its settings want. */
  public boolean healthy() {
    return findings.stream().noneMatch(finding -> finding.level() == Finding.Level.PROBLEM);
  }
}
