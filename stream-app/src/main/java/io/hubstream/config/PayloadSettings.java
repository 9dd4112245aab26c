package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LIST;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Claim checks.
 *
 * @param maxBytes largest payload
 * @param stores which may be read
 */
public record PayloadSettings(long maxBytes, Stores stores, Fetching fetching) {

  /**
   * The allow-list.
   *
   * @param fileRoots folders that {@code file:} claim checks may name files of
   * @param blobRoots accounts, containers and folders of Blob storage
   * @param httpsHosts hosts, with a port where it is not 443
   * @param privateHosts those of the hosts that may have private addresses
   */
  public record Stores(
      List<Path> fileRoots,
      List<String> blobRoots,
      List<String> httpsHosts,
      List<String> privateHosts) {
    public Stores {
      fileRoots = List.copyOf(fileRoots);
      blobRoots = List.copyOf(blobRoots);
      httpsHosts = List.copyOf(httpsHosts);
      privateHosts = List.copyOf(privateHosts);
    }

    /** Whether payloads may come from elsewhere than this machine's folders. */
    public boolean remote() {
      return !blobRoots.isEmpty() || !httpsHosts.isEmpty();
    }
  }

  /**
   * How payloads are fetched ahead.
   *
   * @param longestWait longest wait of a record for its payload
   * @param longest longest time of one fetch
   * @param idle longest time in which nothing comes
   * @param fetches at a time
   * @param maxBytes most that are fetched or held
   */
  public record Fetching(
      Duration longestWait, Duration longest, Duration idle, int fetches, long maxBytes) {}

  public static final String MAX_BYTES = "payload.max.bytes";
  public static final String FILE_ROOTS = "payload.file.roots";
  public static final String BLOB_ROOTS = "payload.blob.roots";
  public static final String HTTPS_HOSTS = "payload.https.hosts";
  public static final String PRIVATE_HOSTS = "payload.https.private.hosts";
  public static final String TIMEOUT_MS = "payload.timeout.ms";
  public static final String FETCH_TIMEOUT_MS = "payload.fetch.timeout.ms";
  public static final String IDLE_TIMEOUT_MS = "payload.idle.timeout.ms";
  public static final String FETCHES = "payload.fetches";
  public static final String PREFETCH_MAX_BYTES = "payload.prefetch.max.bytes";

  static final Concern CONCERN = new Concern("Payload", fetching(stores(new ConfigDef())));

  private static ConfigDef stores(ConfigDef def) {
    return def.define(
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
                + " is missing or holds nothing counts as out of reach, and processing pauses.")
        .define(
            BLOB_ROOTS,
            LIST,
            List.of(),
            Checks.blobRoots(),
            HIGH,
            "Places in Blob storage that https: and abfss: claim checks may read from: an account,"
                + " a container or a folder, such as https://ACCOUNT.blob.core.windows.net/CONTAINER."
                + " Name no more than the credentials open.")
        .define(
            HTTPS_HOSTS,
            LIST,
            List.of(),
            Checks.hosts(),
            HIGH,
            "Hosts that https: claim checks may read from, with a port where it is not 443. Each is"
                + " asked without credentials, and followed nowhere else.")
        .define(
            PRIVATE_HOSTS,
            LIST,
            List.of(),
            Checks.hosts(),
            LOW,
            "Those of payload.https.hosts that may have loopback or private addresses, such as a"
                + " server of your own network. Link-local and metadata addresses never are asked.");
  }

  private static ConfigDef fetching(ConfigDef def) {
    return def.define(
            TIMEOUT_MS,
            LONG,
            2_000L,
            between(50, 300_000),
            MEDIUM,
            "Longest wait of a record for its payload, where payload.blob.roots or"
                + " payload.https.hosts name a store. After it the transaction is given up, and"
                + " processing pauses until the payload is there.")
        .define(
            FETCH_TIMEOUT_MS,
            LONG,
            60_000L,
            between(100, 3_600_000),
            LOW,
            "Longest time of one try to fetch a payload, which goes on while processing pauses.")
        .define(
            IDLE_TIMEOUT_MS,
            LONG,
            2_000L,
            between(50, 300_000),
            LOW,
            "Longest time until a connection to a payload store stands, and in which nothing comes.")
        .define(
            FETCHES,
            INT,
            8,
            between(1, 256),
            MEDIUM,
            "Payloads that are fetched at a time, ahead of the records that need them.")
        .define(
            PREFETCH_MAX_BYTES,
            LONG,
            268_435_456L,
            between(1_048_576, Long.MAX_VALUE),
            MEDIUM,
            "Most bytes of payloads that are being fetched or wait to be decoded; one may always"
                + " pass.");
  }

  static PayloadSettings of(Values values) {
    return new PayloadSettings(
        values.number(MAX_BYTES),
        new Stores(
            values.list(FILE_ROOTS).stream().map(Values::expandHome).toList(),
            values.list(BLOB_ROOTS),
            values.list(HTTPS_HOSTS),
            values.list(PRIVATE_HOSTS)),
        new Fetching(
            values.millis(TIMEOUT_MS),
            values.millis(FETCH_TIMEOUT_MS),
            values.millis(IDLE_TIMEOUT_MS),
            values.integer(FETCHES),
            values.number(PREFETCH_MAX_BYTES)));
  }
}
