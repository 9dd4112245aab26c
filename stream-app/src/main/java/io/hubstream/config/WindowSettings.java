package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;

import org.apache.kafka.common.config.ConfigDef;

/**
 * Bounds of the records in flight of one partition; intake waits where one is reached.
 *
 * @param maxRecords their number
 * @param maxBytes their size
 */
public record WindowSettings(int maxRecords, long maxBytes) {
  public static final String MAX_RECORDS = "window.max.records";
  public static final String MAX_BYTES = "window.max.bytes";

  static final Concern CONCERN =
      new Concern(
          "Window",
          new ConfigDef()
              .define(
                  MAX_RECORDS,
                  INT,
                  256,
                  between(1, 100_000),
                  MEDIUM,
                  "Most records in flight for each partition. All of them must be done within"
                      + " drain.timeout.ms.")
              .define(
                  MAX_BYTES,
                  LONG,
                  67_108_864L,
                  between(1_048_576, Long.MAX_VALUE),
                  MEDIUM,
                  "Most bytes in flight for each partition."));

  static WindowSettings of(Values values) {
    return new WindowSettings(values.integer(MAX_RECORDS), values.number(MAX_BYTES));
  }
}
