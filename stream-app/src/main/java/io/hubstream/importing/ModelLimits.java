package io.hubstream.importing;

/**
 * How much of a model is taken in from anybody.
 *
 * @param bytes of all its files
 * @param entries files and folders
 * @param pathLength characters of a path within the model
 * @param depth folders within folders
 * @param ratio how many times larger than its archive it may be, once it is larger than {@code
 *     freeBytes}
 * @param freeBytes what may be unpacked from an archive of any size
 */
public record ModelLimits(
    long bytes, int entries, int pathLength, int depth, int ratio, long freeBytes) {

  /** What real models stay far below; gzip itself reaches a ratio of about 1000. */
  public static final ModelLimits DEFAULT =
      new ModelLimits(8L << 30, 10_000, 512, 16, 200, 64L << 20);

  /** The same with another size. */
  public ModelLimits withBytes(long most) {
    return new ModelLimits(most, entries, pathLength, depth, ratio, freeBytes);
  }
}
