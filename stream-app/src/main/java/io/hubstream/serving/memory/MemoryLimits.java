package io.hubstream.serving.memory;

/**
 * What models may take.
 *
 * @param mode how a version takes the place of another one
 * @param maxBytes most native memory of all loaded versions together; 0 for what the machine has
 * @param reserveBytes free memory of the machine, or of its container, that no model may take
 */
public record MemoryLimits(MemoryMode mode, long maxBytes, long reserveBytes) {

  /** Only what the machine has limits them. */
  public static final MemoryLimits NONE = new MemoryLimits(MemoryMode.AUTO, 0, 0);

  public MemoryLimits {
    if (maxBytes < 0 || reserveBytes < 0) {
      throw new IllegalArgumentException("negative memory");
    }
  }
}
