package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Artifact stores, and the local copies of what is in them.
 *
 * @param cacheMaxBytes what the local copies may take together
 * @param settle how long the files of a version may appear late
 * @param attempts tries to fetch a version before it is refused
 * @param bakedDirs folders with versions that are on this machine for good
 * @param blobEndpoints endpoints of Blob storage beside Azure's own
 * @param blobConnections transfers at a time
 */
public record StoreSettings(
    long cacheMaxBytes,
    Duration settle,
    int attempts,
    List<Path> bakedDirs,
    List<String> blobEndpoints,
    int blobConnections) {
  public static final String CACHE_MAX_BYTES = "models.cache.max.bytes";
  public static final String SETTLE_MS = "models.store.settle.ms";
  public static final String ATTEMPTS = "models.store.attempts";
  public static final String BAKED_DIRS = "models.baked.dirs";
  public static final String BLOB_ENDPOINTS = "azure.blob.endpoints";
  public static final String BLOB_CONNECTIONS = "azure.blob.connections";

  static final Concern CONCERN =
      new Concern(
          "Artifact stores",
          new ConfigDef()
              .define(
                  CACHE_MAX_BYTES,
                  LONG,
                  20L << 30,
                  atLeast(1),
                  MEDIUM,
                  "What the local copies of all versions may take together. For a new one, those that"
                      + " were wanted longest ago are deleted, but none that is loaded or being fetched.")
              .define(
                  SETTLE_MS,
                  LONG,
                  120_000L,
                  between(0, 3_600_000),
                  MEDIUM,
                  "How long the files of a version may appear after its first mention or its manifest,"
                      + " as those of a mounted container do; what is missing then refuses it. 0: at once.")
              .define(
                  ATTEMPTS,
                  INT,
                  16,
                  between(1, 10_000),
                  MEDIUM,
                  "Tries to fetch a version, while its store is out of reach, before it is refused: with"
                      + " pauses of 1, 2, 4, 8 and then 15 seconds, 16 outlast three minutes.")
              .define(
                  BAKED_DIRS,
                  LIST,
                  List.of(),
                  Checks.paths(),
                  LOW,
                  "Folders with versions that `hubstream model bake` has put there, as into a container's"
                      + " image: what is in one of them is not fetched. They are only read.")
              .define(
                  BLOB_ENDPOINTS,
                  LIST,
                  List.of(),
                  Checks.endpoints(),
                  LOW,
                  "Endpoints of Blob storage to fetch from beside https://ACCOUNT.blob.core.windows.net,"
                      + " such as http://127.0.0.1:10000/devstoreaccount1 for the emulator Azurite."
                      + " Credentials are sent to them.")
              .define(
                  BLOB_CONNECTIONS,
                  INT,
                  8,
                  between(1, 64),
                  LOW,
                  "Ranges that are fetched from Blob storage at a time."));

  public StoreSettings {
    bakedDirs = List.copyOf(bakedDirs);
    blobEndpoints = List.copyOf(blobEndpoints);
  }

  static StoreSettings of(Values values) {
    return new StoreSettings(
        values.number(CACHE_MAX_BYTES),
        values.millis(SETTLE_MS),
        values.integer(ATTEMPTS),
        values.list(BAKED_DIRS).stream().map(Values::expandHome).toList(),
        values.list(BLOB_ENDPOINTS),
        values.integer(BLOB_CONNECTIONS));
  }
}
