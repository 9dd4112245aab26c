package io.hubstream.bench.arm;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a process that runs an arm says, one line of JSON each: it is READY when it is warm,
 * MEASURED when a window is over, COUNTED when it is asked how far it has come, CLOSED when
 * everything that it did is committed. FAILED ends it instead.
 */
public record ArmReply(
    Kind kind,
    @Nullable Measurement measurement,
    @Nullable Findings findings,
    @Nullable Count count,
    @Nullable String failure) {

  /** See above. */
  public enum Kind {
    READY,
    MEASURED,
    COUNTED,
    CLOSED,
    FAILED
  }

  /**
   * What a checking run of the bare models found: to be left out of what is measured.
   *
   * @param refusedModels why, by model name
   * @param badItems why, by content id
   */
  public record Findings(Map<String, String> refusedModels, Map<String, String> badItems) {
    public static final Findings NONE = new Findings(Map.of(), Map.of());

    public Findings {
      refusedModels = Map.copyOf(refusedModels);
      badItems = Map.copyOf(badItems);
    }
  }

  /**
   * How far the work has come since the process started.
   *
   * @param records done
   * @param jitMillis what the compiler threads have worked
   */
  public record Count(long records, long jitMillis) {
    /** Of two processes that do one work together. */
    public Count plus(Count other) {
      return new Count(records + other.records, jitMillis + other.jitMillis);
    }
  }

  static ArmReply ready(Findings findings) {
    return new ArmReply(Kind.READY, null, findings, null, null);
  }

  static ArmReply measured(Measurement measurement) {
    return new ArmReply(Kind.MEASURED, measurement, null, null, null);
  }

  static ArmReply counted(Count count) {
    return new ArmReply(Kind.COUNTED, null, null, count, null);
  }

  static ArmReply closed() {
    return new ArmReply(Kind.CLOSED, null, null, null, null);
  }

  static ArmReply failed(Throwable cause) {
    String message = cause.getMessage();
    return new ArmReply(
        Kind.FAILED, null, null, null, message == null ? cause.toString() : message);
  }

  /** The measurement of a MEASURED. */
  public Optional<Measurement> measured() {
    return Optional.ofNullable(measurement);
  }

  /** The count of a COUNTED. */
  public Optional<Count> counted() {
    return Optional.ofNullable(count);
  }
}
