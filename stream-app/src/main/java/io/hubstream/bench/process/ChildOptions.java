package io.hubstream.bench.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How a JVM is started that is like this one: same Java, class path and options. */
final class ChildOptions {
  private static final String NO_MEMORY_GUARD = "-Dorg.bytedeco.javacpp.maxPhysicalBytes=";

  /**
   * Those of one process alone: a debugger's port, an agent, a recording. A class archive too: what
   * is measured is not to depend on whether one was there.
   */
  private static final List<String> NOT_INHERITED =
      List.of(
          "-agentlib:",
          "-agentpath:",
          "-javaagent:",
          "-XX:StartFlightRecording",
          "-XX:SharedArchiveFile",
          "-XX:ArchiveClassesAtExit",
          "-XX:+AutoCreateSharedArchive",
          "-Dhubstream.class.archive",
          "-Xlog:");

  private ChildOptions() {}

  /**
   * @param further options of this child alone
   */
  static List<String> command(Class<?> main, List<String> further) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.addAll(inherited(ManagementFactory.getRuntimeMXBean().getInputArguments()));
    if (command.stream().noneMatch(option -> option.startsWith(NO_MEMORY_GUARD))) {
      command.add(NO_MEMORY_GUARD + "0");
    }
    command.addAll(further);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    return command;
  }

  static List<String> inherited(List<String> options) {
    return options.stream()
        .filter(option -> NOT_INHERITED.stream().noneMatch(option::startsWith))
        .toList();
  }

  private static String java() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return Files.isExecutable(java)
        ? java.toString()
        : ProcessHandle.current().info().command().orElse("java");
  }
}
