package io.hubstream.bench.arm;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What this process has used so far.
 *
 * @param allocatedBytes by the threads that live now
 */
record ProcessUse(long cpuNanos, long allocatedBytes, long gcMillis, long jitMillis) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";
  private static final long KIB = 1024;

  static ProcessUse now() {
    return new ProcessUse(cpu(), allocated(), gc(), jit());
  }

  /** User and system time of all threads, in nanoseconds. */
  static long cpu() {
    return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private static long allocated() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long[] each = threads.getThreadAllocatedBytes(threads.getAllThreadIds());
    return Arrays.stream(each).filter(bytes -> bytes > 0).sum();
  }

  private static long gc() {
    return ManagementFactory.getGarbageCollectorMXBeans().stream()
        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
        .filter(millis -> millis > 0)
        .sum();
  }

  /** What the compiler threads have worked, in milliseconds of wall clock. */
  static long jit() {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    return compiler != null && compiler.isCompilationTimeMonitoringSupported()
        ? compiler.getTotalCompilationTime()
        : 0;
  }

  /** Largest resident set since the process started; 0 where the system does not say. */
  static long peakRssBytes() {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(PEAK))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      return 0;
    }
  }

  Measurement.Footprint since(ProcessUse before) {
    return new Measurement.Footprint(
        Math.max(0, allocatedBytes - before.allocatedBytes),
        (gcMillis - before.gcMillis) / 1e3,
        (jitMillis - before.jitMillis) / 1e3,
        peakRssBytes());
  }
}
