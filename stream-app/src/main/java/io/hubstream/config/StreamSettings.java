package io.hubstream.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;
import static org.apache.kafka.common.config.ConfigDef.Range.between;
import static org.apache.kafka.common.config.ConfigDef.Type.INT;
import static org.apache.kafka.common.config.ConfigDef.Type.LONG;
import static org.apache.kafka.common.config.ConfigDef.Type.STRING;
import static org.apache.kafka.common.config.ConfigDef.ValidString.in;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.kafka.common.config.ConfigDef;

/**
 * How Kafka Streams runs.
 *
 * @param guarantee the wanted one
 * @param mayFallBack whether at least once will do where the brokers have no transactions
 * @param stateDir folder that holds nothing but the identity of the instance; keep it
 * @param threads stream threads of this instance
 */
public record StreamSettings(
    Guarantee guarantee,
    boolean mayFallBack,
    GroupProtocol groupProtocol,
    int threads,
    Path stateDir,
    Timings timings) {

  /** {@code processing.guarantee}. */
  public enum Guarantee {
    EXACTLY_ONCE_V2("exactly_once_v2"),
    AT_LEAST_ONCE("at_least_once");

    private final String setting;

    Guarantee(String setting) {
      this.setting = setting;
    }

    /** As Kafka Streams spells it. */
    public String setting() {
      return setting;
    }

    static Guarantee of(String setting) {
      return setting.equals(AT_LEAST_ONCE.setting) ? AT_LEAST_ONCE : EXACTLY_ONCE_V2;
    }
  }

  /** {@code group.protocol}. */
  public enum GroupProtocol {
    CLASSIC,
    STREAMS
  }

  /**
   * @param commitInterval how often offsets are committed and results become visible
   * @param transactionTimeout after which the broker aborts an open transaction
   * @param session how long a member may be silent before its partitions move (classic)
   * @param poll longest wait for new records of one loop of a stream thread
   * @param linger how long the producer waits to fill a request
   * @param drain longest wait for the records in flight before a commit
   * @param registryCatchup longest wait for the registry when a partition is assigned
   */
  public record Timings(
      Duration commitInterval,
      Duration transactionTimeout,
      Duration session,
      Duration poll,
      Duration linger,
      Duration drain,
      Duration registryCatchup) {}

  public static final String PROCESSING_GUARANTEE = "processing.guarantee";

  /** The strongest guarantee that the brokers can give. */
  static final String AUTO = "auto";

  public static final String GROUP_PROTOCOL = "group.protocol";
  public static final String STREAM_THREADS = "stream.threads";
  public static final String STATE_DIR = "state.dir";
  public static final String COMMIT_INTERVAL_MS = "commit.interval.ms";
  public static final String TRANSACTION_TIMEOUT_MS = "transaction.timeout.ms";
  public static final String SESSION_TIMEOUT_MS = "session.timeout.ms";
  public static final String POLL_MS = "poll.ms";
  public static final String LINGER_MS = "linger.ms";
  public static final String DRAIN_TIMEOUT_MS = "drain.timeout.ms";
  public static final String REGISTRY_CATCHUP_TIMEOUT_MS = "registry.catchup.timeout.ms";

  static final Concern CONCERN = new Concern("Stream", timings(identity(new ConfigDef())));

  private static ConfigDef identity(ConfigDef def) {
    return def.define(
            PROCESSING_GUARANTEE,
            STRING,
            Guarantee.EXACTLY_ONCE_V2.setting(),
            in(Guarantee.EXACTLY_ONCE_V2.setting(), Guarantee.AT_LEAST_ONCE.setting(), AUTO),
            HIGH,
            "exactly_once_v2: no loss and no duplicate. at_least_once: after a failure a result may"
                + " come twice, with the same resultId. auto: the first where the brokers have"
                + " transactions, else the second.")
        .define(
            STREAM_THREADS,
            INT,
            2,
            between(1, 64),
            MEDIUM,
            "Stream threads. While one waits for its commit the others go on; inference is shared.")
        .define(
            GROUP_PROTOCOL,
            STRING,
            "classic",
            in("classic", "streams"),
            MEDIUM,
            "classic works with every broker and allows static membership; streams (KIP-1071) needs"
                + " brokers from 4.2 on and moves the partitions of a dead thread at once.")
        .define(
            STATE_DIR,
            STRING,
            "~/.local/state/hubstream",
            Checks.path(),
            MEDIUM,
            "Folder with the identity of the instance. Where it lasts, the transaction of a killed"
                + " instance is ended at once when it comes back; else the transaction timeout"
                + " holds consumers up.");
  }

  private static ConfigDef timings(ConfigDef def) {
    return def.define(
            COMMIT_INTERVAL_MS,
            LONG,
            100L,
            between(1, 60_000),
            HIGH,
            "How often results are committed and thus become visible.")
        .define(
            TRANSACTION_TIMEOUT_MS,
            INT,
            15_000,
            between(1_000, 900_000),
            HIGH,
            "After this time the broker aborts a transaction that is still open.")
        .define(
            DRAIN_TIMEOUT_MS,
            LONG,
            7_200L,
            between(100, 300_000),
            HIGH,
            "Longest wait for the records in flight before a commit; then the transaction is given"
                + " up and its records are taken in again.")
        .define(
            SESSION_TIMEOUT_MS,
            INT,
            10_000,
            between(1_000, 1_800_000),
            MEDIUM,
            "Silence after which the partitions of a member move (classic protocol).")
        .define(
            POLL_MS,
            LONG,
            5L,
            between(0, 1_000),
            LOW,
            "Longest wait of a stream thread for new records, while finished results wait too.")
        .define(
            LINGER_MS,
            LONG,
            5L,
            between(0, 1_000),
            LOW,
            "How long the producer waits to fill a request.")
        .define(
            REGISTRY_CATCHUP_TIMEOUT_MS,
            LONG,
            5_000L,
            between(100, 300_000),
            MEDIUM,
            "Longest wait for the model registry when a partition is assigned; after it the"
                + " partition goes on and the audit says REGRESSED.");
  }

  /** The same with this guarantee. */
  StreamSettings with(Guarantee other) {
    return new StreamSettings(other, mayFallBack, groupProtocol, threads, stateDir, timings);
  }

  static StreamSettings of(Values values) {
    return new StreamSettings(
        Guarantee.of(values.text(PROCESSING_GUARANTEE)),
        values.text(PROCESSING_GUARANTEE).equals(AUTO),
        values.text(GROUP_PROTOCOL).equals("streams")
            ? GroupProtocol.STREAMS
            : GroupProtocol.CLASSIC,
        values.integer(STREAM_THREADS),
        values.path(STATE_DIR),
        new Timings(
            values.millis(COMMIT_INTERVAL_MS),
            values.millis(TRANSACTION_TIMEOUT_MS),
            values.millis(SESSION_TIMEOUT_MS),
            values.millis(POLL_MS),
            values.millis(LINGER_MS),
            values.millis(DRAIN_TIMEOUT_MS),
            values.millis(REGISTRY_CATCHUP_TIMEOUT_MS)));
  }
}
