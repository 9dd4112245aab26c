package io.hubstream.bench.arm;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a process that runs an arm says, one line of JSON each: it is READY when it is warm,
 * MEASURED when the window is over, CLOSED when everything that it did is committed. FAILED ends it
 * instead.
 */
public record ArmReply(
    Kind kind,
    @Nullable Measurement measurement,
    @Nullable Findings findings,
    @Nullable String failure) {

  /** See above. */
  public enum Kind {
    READY,
    MEASURED,
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

  static ArmReply ready(Findings findings) {
    return new ArmReply(Kind.READY, null, findings, null);
  }

  static ArmReply measured(Measurement measurement) {
    return new ArmReply(Kind.MEASURED, measurement, null, null);
  }

  static ArmReply closed() {
    return new ArmReply(Kind.CLOSED, null, null, null);
  }

  static ArmReply failed(Throwable cause) {
    String message = cause.getMessage();
    return new ArmReply(Kind.FAILED, null, null, message == null ? cause.toString() : message);
  }

  /** The measurement of a MEASURED. */
  public Optional<Measurement> measured() {
    return Optional.ofNullable(measurement);
  }
}
