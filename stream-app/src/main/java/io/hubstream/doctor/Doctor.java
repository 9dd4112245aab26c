package io.hubstream.doctor;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.service.ApplicationVersion;
import io.hubstream.serving.tensorflow.NvidiaDriver;
import io.hubstream.serving.tensorflow.TensorFlowNatives;
import io.hubstream.serving.tensorflow.TensorFlowSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Looks at this machine. Owner thread: the caller's, for about the limit at most. */
public final class Doctor {
  private static final List<String> DEVICE_FILES =
      List.of("/dev/nvidia0", "/dev/nvidiactl", "/dev/dxg");

  private final TensorFlowSettings settings;
  private final Optional<HubstreamConfig> config;
  private final Duration limit;

  /**
   * @param settings that models would run with
   * @param config of a service, whose brokers are looked at too
   * @param limit for the start of TensorFlow
   */
  public Doctor(TensorFlowSettings settings, Optional<HubstreamConfig> config, Duration limit) {
    this.settings = settings;
    this.config = config;
    this.limit = limit;
  }

  /** Looks at everything, one after the other. */
  public Diagnosis look() throws InterruptedException {
    NativeCache cache = NativeCache.here();
    GpuFacts gpu =
        new GpuFacts(
            settings.device(),
            TensorFlowNatives.forGpu(),
            System.getenv(),
            NvidiaDriver.find(),
            DEVICE_FILES.stream().anyMatch(file -> Files.exists(Path.of(file))),
            NvidiaSmi.ask(),
            Probe.run(settings, limit));
    GpuVerdict verdict = GpuVerdict.of(gpu);
    Optional<Brokers> brokers = Optional.empty();
    if (config.isPresent()) {
      brokers = Optional.of(Brokers.ask(config.get(), Brokers.LIMIT));
    }
    return new Diagnosis(
        ApplicationVersion.get(),
        JavaRuntime.here(),
        Machine.here(),
        cache,
        gpu,
        verdict,
        brokers,
        Findings.of(cache, gpu, verdict, brokers));
  }
}
