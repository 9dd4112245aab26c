package io.hubstream.doctor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.serving.tensorflow.CudaLibrary;
import io.hubstream.serving.tensorflow.TensorFlowSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What came of starting TensorFlow in a process of its own, with this Java and this class path.
 *
 * @param started what it says; empty where it did not come so far
 * @param failure why it did not; empty where it did
 * @param log what TensorFlow printed
 */
record Probe(Optional<Started> started, String failure, TensorFlowLog log) {
  private static final String HEAP = "-Xmx256m";

  /**
   * TensorFlow as it runs.
   *
   * @param version of TensorFlow
   * @param device {@code cpu} or {@code gpu:0}; empty where the settings want what is not there
   * @param obstacle why
   * @param cuda the CUDA libraries
   * @param mapped files of the libraries in the process, by name
   * @param millis from its start until TensorFlow ran
   */
  record Started(
      String version,
      String device,
      String obstacle,
      List<CudaLibrary> cuda,
      Map<String, String> mapped,
      long millis) {

    boolean onGpu() {
      return device.startsWith("gpu");
    }

    /** Where a library of the process was loaded from. */
    Optional<String> mapped(String name) {
      return Optional.ofNullable(mapped.get(name));
    }
  }

  /** Starts TensorFlow with the settings of a service. */
  static Probe run(TensorFlowSettings settings, Duration limit) throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command(settings));
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "0");
    try {
      return of(Commands.run(builder, limit), limit);
    } catch (IOException e) {
      return new Probe(
          Optional.empty(), "no process could be started: " + e.getMessage(), TensorFlowLog.of(""));
    }
  }

  private static List<String> command(TensorFlowSettings settings) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-D") || option.startsWith("--"))
        .forEach(command::add);
    command.add(HEAP);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ProbeMain.class.getName());
    command.addAll(arguments(settings));
    return command;
  }

  static List<String> arguments(TensorFlowSettings settings) {
    return List.of(
        Integer.toString(settings.intraOpThreads()),
        Integer.toString(settings.interOpThreads()),
        settings.device().name(),
        settings.gpu().visible().stream().map(String::valueOf).collect(Collectors.joining(",")),
        Double.toString(settings.gpu().memoryFraction()));
  }

  static Probe of(Commands.Ended ended, Duration limit) {
    TensorFlowLog log = TensorFlowLog.of(ended.output());
    if (ended.timedOut()) {
      return failed("it did not start within %d s".formatted(limit.toSeconds()), log);
    }
    Optional<String> answer =
        ended
            .output()
            .lines()
            .filter(line -> line.startsWith(ProbeMain.MARK))
            .map(line -> line.substring(ProbeMain.MARK.length()))
            .findFirst();
    if (answer.isEmpty()) {
      return failed("it ended its process, exit code %d".formatted(ended.exitCode()), log);
    }
    try {
      JsonNode json = new ObjectMapper().readTree(answer.get());
      return json.has("failure")
          ? failed(json.get("failure").asText(), log)
          : new Probe(Optional.of(started(json)), "", log);
    } catch (JsonProcessingException e) {
      return failed("its answer cannot be read: " + e.getOriginalMessage(), log);
    }
  }

  private static Probe failed(String why, TensorFlowLog log) {
    return new Probe(Optional.empty(), why, log);
  }

  private static Started started(JsonNode json) {
    List<CudaLibrary> cuda = new ArrayList<>();
    for (JsonNode library : json.get("cuda")) {
      cuda.add(
          new CudaLibrary(
              library.get("name").asText(),
              library.get("purpose").asText(),
              CudaLibrary.Origin.valueOf(library.get("origin").asText()),
              library.get("place").asText(),
              Optional.ofNullable(library.get("problem")).map(JsonNode::asText)));
    }
    Map<String, String> mapped = new TreeMap<>();
    json.get("mapped")
        .properties()
        .forEach(file -> mapped.put(file.getKey(), file.getValue().asText()));
    return new Started(
        json.get("version").asText(),
        json.get("device").asText(),
        json.get("obstacle").asText(),
        List.copyOf(cuda),
        mapped,
        json.get("millis").asLong());
  }
}
