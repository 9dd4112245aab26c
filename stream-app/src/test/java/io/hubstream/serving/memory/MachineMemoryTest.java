package io.hubstream.serving.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineMemoryTest {
  private static final long MIB = 1L << 20;

  @TempDir Path root;

  private MemorySource.Free read() {
    return new MachineMemory(root, OptionalLong::empty).read();
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  @Test
  void shouldTakeWhatTheKernelHasAvailableWhenThereIsNoContainer() throws IOException {
    write("proc/meminfo", "MemTotal:  9000000 kB\nMemAvailable:    2048000 kB\n");
    write("proc/self/status", "Name:\tjava\nVmRSS:\t  102400 kB\n");
    write("sys/fs/cgroup/memory.max", "max\n");
    write("sys/fs/cgroup/memory.current", "5\n");

    assertThat(read().machine()).hasValue(2000 * MIB);
    assertThat(read().resident()).isEqualTo(100 * MIB);
    assertThat(read().basis()).isEqualTo("the machine has 2000 MiB available");
  }

  @Test
  void shouldTakeWhatTheContainerLeavesWhenThatIsLess() throws IOException {
    write("proc/meminfo", "MemAvailable:    2048000 kB\n");
    write("sys/fs/cgroup/memory.max", 1000 * MIB + "\n");
    write("sys/fs/cgroup/memory.current", 700 * MIB + "\n");
    write("sys/fs/cgroup/memory.stat", "anon 1\nactive_file 7\ninactive_file " + 100 * MIB + "\n");

    assertThat(read().machine()).hasValue(400 * MIB);
    assertThat(read().basis()).isEqualTo("the container uses 600 MiB of its 1000 MiB");
  }

  @Test
  void shouldReadTheFirstVersionOfCgroupsWhereThatIsInUse() throws IOException {
    write("sys/fs/cgroup/memory/memory.limit_in_bytes", 1000 * MIB + "\n");
    write("sys/fs/cgroup/memory/memory.usage_in_bytes", 900 * MIB + "\n");
    write("sys/fs/cgroup/memory/memory.stat", "total_inactive_file " + 50 * MIB + "\n");

    assertThat(read().machine()).hasValue(150 * MIB);
  }

  @Test
  void shouldKnowNothingOfTheMachineWhereItDoesNotSay() {
    assertThat(read().machine()).isEmpty();
    assertThat(read().heap()).isPositive();
  }

  @Test
  void shouldReadThisMachine() {
    assumeThat(Path.of("/proc/meminfo")).as("no Linux").exists();

    MemorySource.Free free = new MachineMemory(OptionalLong::empty).read();

    assertThat(free.machine().orElse(0)).isPositive();
    assertThat(free.resident()).isGreaterThan(10 * MIB);
    assertThat(free.heap()).isPositive().isLessThanOrEqualTo(Runtime.getRuntime().maxMemory());
  }
}
