package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What models may take of the memory.
 *
 * @param maxMb most native memory of all loaded versions together; 0 for what the machine has
 * @param reserveMb free memory that no model may take
 */
public record MemorySettings(Mode mode, long maxMb, long reserveMb) {

  /** {@code models.memory.mode}. */
  public enum Mode {
    AUTO,
    SIDE_BY_SIDE,
    UNLOAD_FIRST
  }

  public static final String MODE = "models.memory.mode";
  public static final String MAX_MB = "models.memory.max.mb";
  public static final String RESERVE_MB = "models.memory.reserve.mb";

  static ConfigDef define(ConfigDef def) {
    return def.define(
            MODE,
            STRING,
            "auto",
            in("auto", "side-by-side", "unload-first"),
            MEDIUM,
            "How a version takes the place of another. auto: side by side where both fit; else"
                + " versions that are kept warm go, and then the old one is unloaded first, while"
                + " records wait. side-by-side: a version that does not fit beside the old one is"
                + " refused. unload-first: always with that wait.")
        .define(
            MAX_MB,
            LONG,
            0L,
            between(0, 16_777_216),
            MEDIUM,
            "Most native memory of all loaded versions together, as it is estimated; 0 for what the"
                + " machine or its container has.")
        .define(
            RESERVE_MB,
            LONG,
            256L,
            between(0, 16_777_216),
            MEDIUM,
            "Free memory of the machine or its container that no model may take.");
  }

  static MemorySettings of(Values values) {
    return new MemorySettings(
        Mode.valueOf(values.text(MODE).replace('-', '_').toUpperCase(Locale.ROOT)),
        values.number(MAX_MB),
        values.number(RESERVE_MB));
  }
}
