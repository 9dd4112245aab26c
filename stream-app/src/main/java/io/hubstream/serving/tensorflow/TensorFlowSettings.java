package io.hubstream.serving.tensorflow;

import java.util.Objects;

/**
 * Settings of the TensorFlow runtime. They hold for the whole process: its thread pools and device
 * options are those of the first session that was opened, so every loader and decoder must be given
 * equal settings.
 *
 * @param intraOpThreads threads within one operation, 0 for one on each core
 * @param interOpThreads operations at a time, 0 for one on each core
 * @param device where models run
 */
public record TensorFlowSettings(int intraOpThreads, int interOpThreads, Device device) {

  /** TensorFlow's own choice of threads, a GPU if there is one. */
  public static final TensorFlowSettings DEFAULT = new TensorFlowSettings(0, 0, Device.AUTO);

  public TensorFlowSettings {
    Objects.requireNonNull(device, "device");
    if (intraOpThreads < 0 || interOpThreads < 0) {
      throw new IllegalArgumentException(
          "threads cannot be negative: intra-op %d, inter-op %d"
              .formatted(intraOpThreads, interOpThreads));
    }
  }

  /** Where models run. */
  public enum Device {
    /** The first GPU if TensorFlow sees one, else the CPU. */
    AUTO,
    CPU,
    /** The first GPU; without one nothing starts. */
    GPU
  }
}
