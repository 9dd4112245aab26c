package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;

import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Claim checks.
 *
 * @param maxBytes largest payload
 * @param fileRoots folders that {@code file:} claim checks may name files of
 */
public record PayloadSettings(long maxBytes, List<Path> fileRoots) {
  public static final String MAX_BYTES = "payload.max.bytes";
  public static final String FILE_ROOTS = "payload.file.roots";

  static final Concern CONCERN =
      new Concern(
          "Payload",
          new ConfigDef()
              .define(
                  MAX_BYTES,
                  LONG,
                  67_108_864L,
                  between(1, Integer.MAX_VALUE),
                  MEDIUM,
                  "Largest payload, carried in the event or fetched.")
              .define(
                  FILE_ROOTS,
                  LIST,
                  List.of(),
                  Checks.paths(),
                  HIGH,
                  "Folders that file: claim checks may read from; none refuses them all. A folder that"
                      + " is missing or holds nothing counts as out of reach, and processing pauses."));

  public PayloadSettings {
    fileRoots = List.copyOf(fileRoots);
  }

  static PayloadSettings of(Values values) {
    return new PayloadSettings(
        values.number(MAX_BYTES),
        values.list(FILE_ROOTS).stream().map(Values::expandHome).toList());
  }
}
