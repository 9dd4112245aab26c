package io.hubstream.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** What a process holds of the machine's memory. */
public final class ResidentMemory {
  private static final String RESIDENT = "VmRSS:";
  private static final long KIB = 1024;

  private ResidentMemory() {}

  /** In bytes, by {@code /proc/PID/status}; empty where the system has none, or no such process. */
  public static OptionalLong of(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith(RESIDENT))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
