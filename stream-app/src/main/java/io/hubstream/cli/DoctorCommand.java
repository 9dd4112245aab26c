package io.hubstream.cli;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.doctor.Diagnosis;
import io.hubstream.doctor.Doctor;
import io.hubstream.doctor.DoctorJson;
import io.hubstream.doctor.DoctorText;
import io.hubstream.service.TensorFlowParts;
import io.hubstream.serving.tensorflow.TensorFlowNatives;
import io.hubstream.serving.tensorflow.TensorFlowSettings;
import io.hubstream.serving.tensorflow.TensorFlowSettings.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hubstream doctor}. */
@Command(
    name = "doctor",
    description = {
      "Shows what this machine has, and why a GPU is not used when it is not: Java, memory, TensorFlow,"
          + " the driver, where each CUDA library comes from; with settings, also the brokers: which"
          + " requests they know, the guarantee in force, topics, rights, and this machine's clock.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  hubstream doctor",
      "  hubstream doctor --device gpu --json",
      "  hubstream doctor --config service.properties",
      "",
      "Exit codes: 0 Hubstream runs here as its settings want, 1 something stands in the way,",
      "2 wrong usage or settings."
    })
final class DoctorCommand extends BaseCommand {
  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Settings of a service: they, its brokers and its topics are looked at too.")
  private Optional<Path> config = Optional.empty();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description =
          "auto, cpu or gpu; replaces inference.device. With gpu it is a problem when no GPU is used.")
  private Optional<Device> device = Optional.empty();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "120",
      description = "Longest start of TensorFlow. Default: ${DEFAULT-VALUE}.")
  private int timeoutSeconds = 120;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Option(
      names = "--cuda-libraries",
      hidden = true,
      description = "Only list what a GPU needs, name and purpose, for who builds a bundle.")
  private boolean cudaLibraries;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (cudaLibraries) {
      TensorFlowNatives.cudaNeeds()
          .forEach(library -> out().printf("%s\t%s%n", library.name(), library.purpose()));
      return 0;
    }
    if (timeoutSeconds < 1) {
      throw CommandFailure.usage("--timeout must be 1 or more");
    }
    Optional<HubstreamConfig> settings = Optional.empty();
    if (config.isPresent()) {
      settings = Optional.of(BrokerOptions.load(config.get(), Map.of()));
    }
    Diagnosis diagnosis =
        new Doctor(tensorFlow(settings), settings, Duration.ofSeconds(timeoutSeconds)).look();
    if (json) {
      out().println(DoctorJson.of(diagnosis));
    } else {
      new DoctorText(out()).print(diagnosis);
    }
    out().flush();
    return diagnosis.healthy() ? 0 : CommandFailure.FAILED;
  }

  private TensorFlowSettings tensorFlow(Optional<HubstreamConfig> settings) {
    TensorFlowSettings own =
        settings
            .map(all -> TensorFlowParts.settings(all.pipeline().inference()))
            .orElse(TensorFlowSettings.DEFAULT);
    return new TensorFlowSettings(
        own.intraOpThreads(), own.interOpThreads(), device.orElse(own.device()), own.gpu());
  }
}
