package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;

import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Where the audit is kept beyond the topic's retention.
 *
 * @param uri a folder or an address in Blob storage; empty for none
 * @param maxBytes of a file's records, before they are compressed
 * @param maxAge of a file's first record
 */
public record ArchiveSettings(Optional<String> uri, int maxBytes, Duration maxAge) {
  public static final String URI = "audit.archive.uri";
  public static final String MAX_BYTES = "audit.archive.max.bytes";
  public static final String MAX_AGE_MS = "audit.archive.max.age.ms";

  static final Concern CONCERN =
      new Concern(
          "Audit archive",
          new ConfigDef()
              .define(
                  URI,
                  STRING,
                  "", // Checked where it is opened: a message here would show a SAS in it.
                  MEDIUM,
                  "Folder, file: URI or address in Azure Blob storage that `hubstream audit archive`"
                      + " writes and that `audit why`, `audit affected` and `model history` read beside"
                      + " the topic. Empty: none.")
              .define(
                  MAX_BYTES,
                  INT,
                  8 << 20,
                  between(1, 256 << 20),
                  MEDIUM,
                  "A file is closed when its records have this size, before they are compressed; for"
                      + " each partition so much is in memory.")
              .define(
                  MAX_AGE_MS,
                  LONG,
                  900_000L,
                  between(100, 86_400_000),
                  MEDIUM,
                  "A file is closed when its first record was read so long ago."));

  static ArchiveSettings of(Values values) {
    String uri = values.text(URI);
    return new ArchiveSettings(
        uri.isEmpty()
            ? Optional.empty()
            : Optional.of(uri.startsWith("~") ? Values.expandHome(uri).toString() : uri),
        values.integer(MAX_BYTES),
        values.millis(MAX_AGE_MS));
  }
}
