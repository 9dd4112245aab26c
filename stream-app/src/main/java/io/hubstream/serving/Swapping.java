package io.hubstream.serving;

import io.hubstream.serving.memory.MemoryAdmission;
import java.time.Duration;

/**
 * What goes with one version taking the place of another.
 *
 * @param memory whether both fit
 * @param intake held while they do not
 * @param drainLimit longest wait until the records in flight are done, and longest wait of a record
 *     for a lease while no set is complete
 * @param probations what becomes of a version that turns out to be bad
 */
public record Swapping(
    MemoryAdmission memory, Intake intake, Duration drainLimit, Probations probations) {

  /** Memory without limit, nothing to hold, no probation. */
  public static Swapping plain() {
    return new Swapping(
        MemoryAdmission.unlimited(), Intake.NONE, Duration.ofSeconds(10), Probations.off());
  }
}
