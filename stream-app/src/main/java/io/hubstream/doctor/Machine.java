package io.hubstream.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The operating system and what this process may have of the machine.
 *
 * @param os name and version
 * @param arch architecture, as Java calls it
 * @param glibc version of the C library, where it says so
 * @param cores that this process may use
 * @param memoryBytes of the machine or, where that is less, of the container
 * @param containerLimitBytes the container's memory limit, where there is one
 */
record Machine(
    String os,
    String arch,
    Optional<String> glibc,
    int cores,
    long memoryBytes,
    OptionalLong containerLimitBytes) {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Pattern GLIBC = Pattern.compile("glibc ([0-9.]+)");

  /** Of cgroups version 2 and version 1; see the kernel's documentation of either. */
  private static final List<String> LIMIT_FILES =
      List.of("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes");

  /** Version 1 says "no limit" by a number that no machine has. */
  private static final long NO_LIMIT = 1L << 60;

  static Machine here() throws InterruptedException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new Machine(
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("os.arch"),
        glibcVersion(),
        Runtime.getRuntime().availableProcessors(),
        system.getTotalMemorySize(),
        containerLimit(Path.of("/")));
  }

  static OptionalLong containerLimit(Path root) {
    return LIMIT_FILES.stream()
        .map(root::resolve)
        .flatMapToLong(file -> limit(file).stream())
        .findFirst();
  }

  private static OptionalLong limit(Path file) {
    try {
      String text = Files.readString(file).strip();
      return text.matches("\\d{1,18}") && Long.parseLong(text) < NO_LIMIT
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty(); // The other version, or no Linux.
    }
  }

  private static Optional<String> glibcVersion() throws InterruptedException {
    try {
      Commands.Ended ended = Commands.run(new ProcessBuilder("getconf", "GNU_LIBC_VERSION"), LIMIT);
      Matcher version = GLIBC.matcher(ended.output());
      return version.find() ? Optional.of(version.group(1)) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
