package io.hubstream.serving.memory;

import java.util.OptionalLong;

/** Says how much memory is free. Safe for any thread. */
public interface MemorySource {

  /** Nobody knows, so nothing is refused. */
  MemorySource UNKNOWN = () -> new Free(OptionalLong.empty(), "unknown", Long.MAX_VALUE, 0);

  /** As it is now. */
  Free read();

  /**
   * What the accelerator that models run on had free before any model was loaded, in bytes; empty
   * where models run on the CPU, or nobody knows.
   */
  default OptionalLong device() {
    return OptionalLong.empty();
  }

  /**
   * Free memory, in bytes.
   *
   * @param machine of the machine or, where that is less, of the container; empty where unknown
   * @param basis what that number was read from, in words
   * @param heap that the JVM may still give to objects
   * @param resident what this process holds of the machine's memory; 0 where unknown
   */
  record Free(OptionalLong machine, String basis, long heap, long resident) {}
}
