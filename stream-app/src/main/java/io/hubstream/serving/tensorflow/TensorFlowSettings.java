package io.hubstream.serving.tensorflow;

import java.util.List;
import java.util.Objects;

/**
 * Settings of the TensorFlow runtime. They hold for the whole process: its thread pools and device
 * options are those of the first session that was opened, so every loader and decoder must be given
 * equal settings.
 *
 * @param intraOpThreads threads within one operation, 0 for one on each core
 * @param interOpThreads operations at a time, 0 for one on each core
 * @param device where models run
 * @param gpu what it may take of the GPUs
 */
public record TensorFlowSettings(int intraOpThreads, int interOpThreads, Device device, Gpu gpu) {

  /** TensorFlow's own choice of threads, the first GPU if there is one. */
  public static final TensorFlowSettings DEFAULT = new TensorFlowSettings(0, 0, Device.AUTO);

  public TensorFlowSettings {
    Objects.requireNonNull(device, "device");
    Objects.requireNonNull(gpu, "gpu");
    if (intraOpThreads < 0 || interOpThreads < 0) {
      throw new IllegalArgumentException(
          "threads cannot be negative: intra-op %d, inter-op %d"
              .formatted(intraOpThreads, interOpThreads));
    }
  }

  /** With the first GPU, if there is one. */
  public TensorFlowSettings(int intraOpThreads, int interOpThreads, Device device) {
    this(intraOpThreads, interOpThreads, device, Gpu.DEFAULT);
  }

  /** Where models run. */
  public enum Device {
    /** The first GPU if TensorFlow sees one, else the CPU. */
    AUTO,
    CPU,
    /** The first GPU; without one nothing starts. */
    GPU
  }

  /**
   * What the process may take of the GPUs. Models run on the first of the visible ones. Memory is
   * taken as it is needed and kept until the process ends.
   *
   * @param visible numbers of the GPUs, among those that {@code CUDA_VISIBLE_DEVICES} leaves; none
   *     for all
   * @param memoryFraction share of a GPU's memory that may be taken, above 0 and up to 1; 0 for
   *     TensorFlow's own limit, which is nearly all
   */
  public record Gpu(List<Integer> visible, double memoryFraction) {

    /** The first GPU alone: TensorFlow would keep some memory of each one that it sees. */
    public static final Gpu DEFAULT = new Gpu(List.of(0), 0);

    public Gpu {
      visible = List.copyOf(visible);
      if (visible.stream().anyMatch(number -> number < 0)
          || visible.stream().distinct().count() < visible.size()) {
        throw new IllegalArgumentException("not the numbers of GPUs: " + visible);
      }
      if (!(memoryFraction >= 0 && memoryFraction <= 1)) {
        throw new IllegalArgumentException("not a share of the memory: " + memoryFraction);
      }
    }
  }
}
