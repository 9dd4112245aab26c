package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Replaced versions leave the memory: after a hundred swaps the process is no larger. */
@Timeout(300)
class SwapResidencyIT {
  private static final int SWAPS = 100;
  private static final int SETTLED = 10;
  private static final Pattern LINE = Pattern.compile("swap (\\d+) resident (\\d+)");

  @TempDir Path temp;

  @Test
  void shouldHoldNoMoreMemoryAfterAHundredSwapsThanAfterTen() throws Exception {
    assumeThat(Path.of("/proc/self/status")).as("no Linux").exists();
    Path output = temp.resolve("output.txt");

    Process child = child(output);
    boolean ended = child.waitFor(280, TimeUnit.SECONDS);
    child.destroyForcibly();

    List<String> lines = Files.readAllLines(output);
    assertThat(ended && child.exitValue() == 0).as("%s", lines).isTrue();
    TreeMap<Integer, Long> resident = new TreeMap<>();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        resident.put(Integer.valueOf(matcher.group(1)), Long.valueOf(matcher.group(2)));
      }
    }
    long first = resident.get(SETTLED);
    long last = resident.get(SWAPS);
    System.out.printf(
        "resident memory: %d KiB after swap %d, %d KiB after swap %d (%+.2f %%)%n",
        first, SETTLED, last, SWAPS, 100.0 * (last - first) / first);
    assertThat(last).isLessThanOrEqualTo(first + first / 20);
  }

  /** The heap is fixed and touched at once, so that what grows is not the heap. */
  private Process child(Path output) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xms256m",
            "-Xmx256m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-cp",
            System.getProperty("java.class.path"),
            SwapResidency.class.getName(),
            temp.toString(),
            Integer.toString(SWAPS));
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }
}
