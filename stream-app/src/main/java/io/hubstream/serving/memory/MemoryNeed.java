package io.hubstream.serving.memory;

/**
 * What a version needs while it is loaded, in bytes.
 *
 * @param ram native memory of the process
 * @param heap objects of the JVM; only while it is being loaded
 * @param device memory of the accelerator; 0 where models run on the CPU
 */
public record MemoryNeed(long ram, long heap, long device) {
  static final MemoryNeed NOTHING = new MemoryNeed(0, 0, 0);

  private static final long MIB = 1L << 20;

  /** A session, its threads, and the buffers of the warm-up. */
  private static final long FIXED_RAM = 24 * MIB;

  private static final long FIXED_HEAP = 4 * MIB;
  private static final long FIXED_DEVICE = 64 * MIB;

  /** As a message, as a graph, and as the optimised copy that runs. */
  private static final int GRAPH_COPIES = 3;

  /** As they are read, and as the session keeps them. */
  private static final int VARIABLE_COPIES = 2;

  private static final int GRAPH_OBJECTS = 4;

  /** By the sizes of the files alone. */
  static MemoryNeed estimated(ModelSize size, boolean onDevice) {
    return new MemoryNeed(
        FIXED_RAM + GRAPH_COPIES * size.graph() + VARIABLE_COPIES * size.variables(),
        FIXED_HEAP + GRAPH_OBJECTS * size.graph(),
        onDevice ? FIXED_DEVICE + VARIABLE_COPIES * size.total() : 0);
  }

  /** As it is, but for the native memory. */
  MemoryNeed withRam(long bytes) {
    return new MemoryNeed(bytes, heap, device);
  }

  MemoryNeed plus(MemoryNeed other) {
    return new MemoryNeed(ram + other.ram, heap + other.heap, device + other.device);
  }
}
