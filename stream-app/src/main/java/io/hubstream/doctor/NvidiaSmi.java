package io.hubstream.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What NVIDIA's own tool says; it comes with the driver.
 *
 * @param tool its path; empty where there is none
 * @param gpus the GPUs that it lists
 * @param problem what it said when it failed
 */
record NvidiaSmi(Optional<Path> tool, List<Gpu> gpus, Optional<String> problem) {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String QUERY =
      "--query-gpu=index,name,driver_version,memory.total,compute_cap";
  private static final List<String> FURTHER_FOLDERS =
      List.of("/usr/bin", "/usr/local/nvidia/bin", "/usr/lib/wsl/lib");

  /**
   * One GPU of the machine.
   *
   * @param memoryMib all of its memory, in MiB
   */
  record Gpu(int number, String name, String driver, String memoryMib, String computeCapability) {}

  /** Asks the tool, if there is one; it hangs with a sick driver, and is given up then. */
  static NvidiaSmi ask() throws InterruptedException {
    Optional<Path> tool = tool(System.getenv().getOrDefault("PATH", ""));
    if (tool.isEmpty()) {
      return new NvidiaSmi(tool, List.of(), Optional.empty());
    }
    try {
      ProcessBuilder command =
          new ProcessBuilder(tool.get().toString(), QUERY, "--format=csv,noheader,nounits");
      Commands.Ended ended = Commands.run(command, LIMIT);
      if (ended.succeeded()) {
        return new NvidiaSmi(tool, parse(ended.output()), Optional.empty());
      }
      String problem =
          ended.timedOut()
              ? "it did not end within %d s".formatted(LIMIT.toSeconds())
              : ended.output().strip();
      return new NvidiaSmi(tool, List.of(), Optional.of(problem));
    } catch (IOException e) {
      return new NvidiaSmi(tool, List.of(), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private static Optional<Path> tool(String path) {
    return Stream.concat(Stream.of(path.split(":")), FURTHER_FOLDERS.stream())
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, "nvidia-smi"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  static List<Gpu> parse(String output) {
    List<Gpu> gpus = new ArrayList<>();
    for (String line : output.lines().toList()) {
      String[] values = line.split(",");
      if (values.length == 5 && values[0].strip().matches("\\d+")) {
        gpus.add(
            new Gpu(
                Integer.parseInt(values[0].strip()),
                values[1].strip(),
                values[2].strip(),
                values[3].strip(),
                values[4].strip()));
      }
    }
    return List.copyOf(gpus);
  }
}
