package io.hubstream.records;

import io.hubstream.serving.DesiredModel;
import io.hubstream.serving.DesiredVersion;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A value of the registry topic: what the fleet should serve of one model. It is state, not an
 * action, so that compaction loses nothing.
 *
 * @param model its name, also the Kafka key
 * @param stable the version to serve; empty when none should
 * @param candidate a version on trial
 * @param fallback the last good version; its stage is not kept
 * @param change the change that led to this state
 * @param approval who approved the stable version
 * @param frozen whether publishers refuse to change it, except to lift this
 */
public record DesiredState(
    String model,
    Optional<DesiredVersion> stable,
    Optional<Candidate> candidate,
    Optional<DesiredVersion> fallback,
    Change change,
    Optional<Approval> approval,
    boolean frozen) {

  public DesiredState {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(change, "change");
  }

  /** What was done. */
  public enum Action {
    ACTIVATE,
    ROLLBACK,
    RETIRE,
    FREEZE,
    REASSERT,
    /** A symbol that this version does not know. */
    UNKNOWN
  }

  /**
   * Who changed the state, and on top of which one.
   *
   * @param expectedPreviousDigest digest of the version that it meant to replace; empty where there
   *     was none
   * @param revision number of the change, 0 where its writer does not count
   */
  public record Change(
      Action action,
      String requestedBy,
      String reason,
      Instant at,
      Optional<String> expectedPreviousDigest,
      long revision) {}

  /** How a candidate is tried. */
  public enum Mode {
    SHADOW,
    CANARY
  }

  /** A version on trial, with the share of the records that it sees, 0 to 1. */
  public record Candidate(DesiredVersion version, Mode mode, double share) {}

  /** Who approved a version, when, and with which remark. */
  public record Approval(String approvedBy, Instant at, Optional<String> note) {}

  /** Digest of the version to serve, where there is one. */
  public Optional<String> digest() {
    return stable.map(version -> version.version().digest());
  }

  /** The same state, published again under this revision after a refused update. */
  public DesiredState reasserted(long revision) {
    return with(
        new Change(
            Action.REASSERT,
            change.requestedBy(),
            change.reason(),
            change.at(),
            digest(),
            revision));
  }

  /** The same state after another change. */
  public DesiredState with(Change latest) {
    return new DesiredState(model, stable, candidate, fallback, latest, approval, frozen);
  }

  /** What the model manager is told, for the update at this offset. */
  public DesiredModel toDesiredModel(long registryOffset) {
    return new DesiredModel(
        model,
        stable,
        fallback,
        change.action() == Action.ROLLBACK,
        change.requestedBy(),
        change.reason(),
        registryOffset);
  }
}
