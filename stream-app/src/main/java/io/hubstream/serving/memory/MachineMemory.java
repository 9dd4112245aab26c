package io.hubstream.serving.memory;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The memory of this machine, as Linux tells it: what the kernel has available and, in a container,
 * what its limit leaves (cgroups version 2 and 1; files that the kernel can drop do not count as
 * used). Elsewhere the machine's part is unknown.
 *
 * <p>Safe for any thread; each call reads a few small files.
 */
public final class MachineMemory implements MemorySource {
  private static final long MIB = 1L << 20;
  private static final long KIB = 1024;

  /** Version 1 says "no limit" by a number that no machine has. */
  private static final long NO_LIMIT = 1L << 60;

  private static final List<Cgroup> CGROUPS =
      List.of(
          new Cgroup("sys/fs/cgroup/memory.", "max", "current", "inactive_file"),
          new Cgroup(
              "sys/fs/cgroup/memory/memory.",
              "limit_in_bytes",
              "usage_in_bytes",
              "total_inactive_file"));

  private record Cgroup(String prefix, String limit, String usage, String droppable) {}

  private final Path root;
  private final Supplier<OptionalLong> device;

  /**
   * @param device free memory of the accelerator before any model was loaded
   */
  public MachineMemory(Supplier<OptionalLong> device) {
    this(Path.of("/"), device);
  }

  MachineMemory(Path root, Supplier<OptionalLong> device) {
    this.root = root;
    this.device = device;
  }

  @Override
  public Free read() {
    OptionalLong available = number("proc/meminfo", "MemAvailable:", KIB);
    OptionalLong resident = number("proc/self/status", "VmRSS:", KIB);
    String basis =
        available.isPresent()
            ? "the machine has %d MiB available".formatted(available.getAsLong() / MIB)
            : "the machine does not say what it has";
    for (Cgroup cgroup : CGROUPS) {
      OptionalLong limit = value(cgroup.prefix() + cgroup.limit());
      OptionalLong usage = value(cgroup.prefix() + cgroup.usage());
      if (limit.isPresent() && usage.isPresent() && limit.getAsLong() < NO_LIMIT) {
        long used =
            usage.getAsLong()
                - number(cgroup.prefix() + "stat", cgroup.droppable() + " ", 1).orElse(0);
        long left = Math.max(0, limit.getAsLong() - used);
        if (left < available.orElse(Long.MAX_VALUE)) {
          available = OptionalLong.of(left);
          basis =
              "the container uses %d MiB of its %d MiB"
                  .formatted(used / MIB, limit.getAsLong() / MIB);
        }
      }
    }
    return new Free(available, basis, freeHeap(), resident.orElse(0));
  }

  @Override
  public OptionalLong device() {
    return device.get();
  }

  /** Garbage is free: what counts is what the last collection left. */
  private static long freeHeap() {
    long live = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP) {
        MemoryUsage left = pool.getCollectionUsage();
        live += left == null ? pool.getUsage().getUsed() : left.getUsed();
      }
    }
    return Math.max(0, Runtime.getRuntime().maxMemory() - live);
  }

  private OptionalLong value(String file) {
    try {
      String text = Files.readString(root.resolve(file)).strip();
      return text.matches("\\d{1,18}")
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty(); // The other version, or no Linux.
    }
  }

  /** The number behind a line's beginning. */
  private OptionalLong number(String file, String begin, long unit) {
    try {
      return Files.readAllLines(root.resolve(file)).stream()
          .filter(line -> line.startsWith(begin))
          .map(line -> line.substring(begin.length()).replaceAll("\\D", ""))
          .filter(digits -> digits.matches("\\d{1,15}"))
          .mapToLong(digits -> Long.parseLong(digits) * unit)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
