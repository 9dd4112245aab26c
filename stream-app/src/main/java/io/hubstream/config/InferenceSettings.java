package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import java.time.Duration;
import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How models run.
 *
 * @param concurrency most runs at a time
 * @param timeout longest run
 * @param intraOpThreads threads within one operation; 0 leaves it to TensorFlow
 * @param interOpThreads operations at a time; 0 leaves it to TensorFlow
 */
public record InferenceSettings(
    int concurrency, Duration timeout, Device device, int intraOpThreads, int interOpThreads) {

  /** {@code inference.device}. */
  public enum Device {
    AUTO,
    CPU,
    GPU
  }

  public static final String CONCURRENCY = "inference.concurrency";
  public static final String TIMEOUT_MS = "inference.timeout.ms";
  public static final String DEVICE = "inference.device";
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
        values.integer(INTER_OP_THREADS));
  }
}
