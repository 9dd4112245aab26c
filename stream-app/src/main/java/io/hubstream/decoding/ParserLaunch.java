package io.hubstream.decoding;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a parser process is started: this Java, this class path, little memory, and an environment
 * with nothing but what a process needs to start, so that no secret of ours is within a document's
 * reach.
 *
 * @param maxCharacters longest text, in UTF-16 units
 * @param heapMegabytes its heap
 * @param furtherParsers class names of Tika parsers beside the built-in ones
 */
record ParserLaunch(int maxCharacters, int heapMegabytes, List<String> furtherParsers) {

  /** Loaded classes of all parsers together need about 60 MB. */
  private static final String METASPACE = "-XX:MaxMetaspaceSize=192m";

  /** Java itself may need libraries from where a bundle has them. */
  private static final Set<String> KEPT_ENVIRONMENT =
      Set.of("LANG", "LD_LIBRARY_PATH", "SystemRoot");

  ParserLaunch {
    furtherParsers = List.copyOf(furtherParsers);
  }

  /** Longest reply that is believed, in bytes: UTF-8 needs three for a UTF-16 unit. */
  int maxReplyBytes() {
    return (int) Math.min(Integer.MAX_VALUE - 1024L, 3L * maxCharacters + 4096);
  }

  /**
   * @param folder the process's own folder for temporary files
   */
  Process start(Path folder) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command(folder));
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(KEPT_ENVIRONMENT);
    return builder.start();
  }

  private List<String> command(Path folder) {
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add("-Xmx" + heapMegabytes + "m");
    command.add("-XX:MaxDirectMemorySize=" + heapMegabytes + "m");
    command.add(METASPACE);
    command.add("-XX:+ExitOnOutOfMemoryError");
    command.add("-XX:+DisplayVMOutputToStderr");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:+UseSerialGC");
    command.add("-XX:-UsePerfData");
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + folder.resolve("crash.log"));
    command.add("-Djava.awt.headless=true");
    command.add("-Djava.io.tmpdir=" + folder);
    command.add("-Dpdfbox.fontcache=" + folder);
    command.add("-Dlogback.configurationFile=io/hubstream/decoding/parser-logback.xml");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ParserProcess.class.getName());
    command.add(Integer.toString(maxCharacters));
    command.addAll(furtherParsers);
    return command;
  }

  private static String java() {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return Files.isExecutable(java)
        ? java.toString()
        : ProcessHandle.current().info().command().orElse("java");
  }
}
