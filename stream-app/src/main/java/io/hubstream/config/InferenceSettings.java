package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.DOUBLE;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How models run.
 *
 * @param concurrency most runs at a time
 * @param timeout longest run
 * @param intraOpThreads threads within one operation; 0 leaves it to TensorFlow
 * @param interOpThreads operations at a time; 0 leaves it to TensorFlow
 * @param gpu what the process may take of the GPUs
 */
public record InferenceSettings(
    int concurrency,
    Duration timeout,
    Device device,
    int intraOpThreads,
    int interOpThreads,
    Gpu gpu) {

  /** {@code inference.device}. */
  public enum Device {
    AUTO,
    CPU,
    GPU
  }

  /**
   * @param visible numbers of the GPUs that TensorFlow sees; none for all
   * @param memoryFraction share of a GPU's memory that may be taken; 0 leaves it to TensorFlow
   */
  public record Gpu(List<Integer> visible, double memoryFraction) {
    public Gpu {
      visible = List.copyOf(visible);
    }
  }

  public static final String CONCURRENCY = "inference.concurrency";
  public static final String TIMEOUT_MS = "inference.timeout.ms";
  public static final String DEVICE = "inference.device";
  public static final String GPU_VISIBLE_DEVICES = "inference.gpu.visible.devices";
  public static final String GPU_MEMORY_FRACTION = "inference.gpu.memory.fraction";
  public static final String INTRA_OP_THREADS = "tensorflow.intra.op.threads";
  public static final String INTER_OP_THREADS = "tensorflow.inter.op.threads";

  static final Concern CONCERN =
      new Concern(
          "Inference",
          new ConfigDef()
              .define(
                  DEVICE,
                  STRING,
                  "auto",
                  in("auto", "cpu", "gpu"),
                  HIGH,
                  "Where models run. auto: on the GPU if there is one. gpu: start-up fails where"
                      + " there is none.")
              .define(CONCURRENCY, INT, 2, between(1, 64), MEDIUM, "Most runs of models at a time.")
              .define(
                  TIMEOUT_MS, LONG, 2_000L, between(10, 300_000), MEDIUM, "Longest run of a batch.")
              .define(
                  GPU_VISIBLE_DEVICES,
                  LIST,
                  List.of("0"),
                  Checks.deviceNumbers(),
                  MEDIUM,
                  "Numbers of the GPUs that TensorFlow sees, counted among those of"
                      + " CUDA_VISIBLE_DEVICES where that is set; empty for all. Models run on the"
                      + " first: for more GPUs, run an instance on each.")
              .define(
                  GPU_MEMORY_FRACTION,
                  DOUBLE,
                  0.0,
                  Checks.share(),
                  MEDIUM,
                  "Share of the GPU's memory that this process may take; 0 leaves it to TensorFlow,"
                      + " which takes nearly all. It takes what it needs, as it needs it, and gives"
                      + " it back when the process ends.")
              .define(
                  INTRA_OP_THREADS,
                  INT,
                  0,
                  between(0, 1_024),
                  LOW,
                  "Threads of TensorFlow within one operation; 0 leaves it to TensorFlow.")
              .define(
                  INTER_OP_THREADS,
                  INT,
                  0,
                  between(0, 1_024),
                  LOW,
                  "Operations that TensorFlow runs at a time; 0 leaves it to TensorFlow."));

  static InferenceSettings of(Values values) {
    return new InferenceSettings(
        values.integer(CONCURRENCY),
        values.millis(TIMEOUT_MS),
        Device.valueOf(values.text(DEVICE).toUpperCase(Locale.ROOT)),
        values.integer(INTRA_OP_THREADS),
        values.integer(INTER_OP_THREADS),
        new Gpu(
            values.list(GPU_VISIBLE_DEVICES).stream().map(Integer::valueOf).toList(),
            values.real(GPU_MEMORY_FRACTION)));
  }
}
