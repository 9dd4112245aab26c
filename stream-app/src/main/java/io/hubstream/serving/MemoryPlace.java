package io.hubstream.serving;

import io.hubstream.serving.memory.MemoryAdmission;
import java.io.IOException;
import java.util.Optional;

/**
 * Room for one version: taken before it is loaded, and given back when it has really left the
 * memory. A version whose step was given up keeps it until that step ends.
 *
 * <p>Owner thread: the lifecycle thread; it is given back by whichever thread ends the version.
 */
final class MemoryPlace implements Preparation.Admission {

  /** Makes room. */
  @FunctionalInterface
  interface Maker {
    MemoryAdmission.Grant make(VersionLife.Verified verified)
        throws ModelRefusedException, IOException;
  }

  private final Maker maker;
  private Optional<MemoryAdmission.Grant> grant = Optional.empty();
  private Optional<LateEnd> lateEnd = Optional.empty();

  MemoryPlace(Maker maker) {
    this.maker = maker;
  }

  @Override
  public void admit(VersionLife.Verified verified) throws ModelRefusedException, IOException {
    grant = Optional.of(maker.make(verified));
  }

  @Override
  public void abandoned(LateEnd end) {
    lateEnd = Optional.of(end);
    grant.ifPresent(MemoryAdmission.Grant::leaving);
  }

  /** Whether a step that was given up still has it. */
  boolean stuck() {
    return lateEnd.isPresent() && !lateEnd.get().over();
  }

  /** What it takes, now that it is warm; the caller gives it back. */
  MemoryAdmission.Grant warmed() {
    MemoryAdmission.Grant taken = grant.orElseThrow();
    taken.warmed();
    return taken;
  }

  /** The version was not loaded, or is not any more, or will not be once its step has ended. */
  void giveBack() {
    if (grant.isPresent()) {
      MemoryAdmission.Grant taken = grant.get();
      lateEnd.ifPresentOrElse(end -> end.then(taken::giveBack), taken::giveBack);
    }
  }
}
