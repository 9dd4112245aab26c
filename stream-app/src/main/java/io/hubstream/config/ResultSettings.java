package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;

import org.apache.kafka.common.config.ConfigDef;

/**
 * What a result holds.
 *
 * @param topK most classes of a classification
 * @param maxBytes largest result
 */
public record ResultSettings(int topK, int maxBytes) {
  public static final String TOP_K = "result.top.k";
  public static final String MAX_BYTES = "result.max.bytes";

  static final Concern CONCERN =
      new Concern(
          "Results",
          new ConfigDef()
              .define(
                  TOP_K,
                  INT,
                  5,
                  between(1, 10_000),
                  MEDIUM,
                  "How many classes a result names, best first.")
              .define(
                  MAX_BYTES,
                  INT,
                  1_000_000,
                  between(1_000, 1_000_000_000),
                  LOW,
                  "Largest result, with its key and headers; a record with a larger one goes to the dead"
                      + " letters. At most max.message.bytes of the topics."));

  static ResultSettings of(Values values) {
    return new ResultSettings(values.integer(TOP_K), values.integer(MAX_BYTES));
  }
}
