package io.hubstream.records;

import io.hubstream.serving.DesiredModel;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.LifecycleEvent;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A value of the registry topic: what the fleet should serve of one model. It is state, not an
 * action, so that compaction loses nothing.
 *
 * @param model its name, also the Kafka key
 * @param stable the version to serve, with its approval; empty when none should
 * @param candidate a version on trial
 * @param fallback the last good version, with its approval
 * @param change the change that led to this state
 * @param freeze who holds it as it is, while somebody does
 * @param activation how the stable version came to be wanted, which later rows keep
 */
public record DesiredState(
    String model,
    Optional<DesiredVersion> stable,
    Optional<Candidate> candidate,
    Optional<DesiredVersion> fallback,
    Change change,
    Optional<Freeze> freeze,
    Activation activation) {

  /** The key of the state that freezes all models; no model can bear this name. */
  public static final String ALL_MODELS = LifecycleEvent.ALL_MODELS;

  public DesiredState {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(change, "change");
    Objects.requireNonNull(activation, "activation");
  }

  /** A state whose stable version was chosen by this very change. */
  public DesiredState(
      String model,
      Optional<DesiredVersion> stable,
      Optional<Candidate> candidate,
      Optional<DesiredVersion> fallback,
      Change change,
      Optional<Freeze> freeze) {
    this(model, stable, candidate, fallback, change, freeze, Activation.by(change));
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
   * @param allModelsRevision revision of the state of {@link #ALL_MODELS} that its writer read, 0
   *     for none, when it looked whether something is frozen; empty: it did not look
   */
  public record Change(
      Action action,
      String requestedBy,
      String reason,
      Instant at,
      Optional<String> expectedPreviousDigest,
      long revision,
      Optional<Long> allModelsRevision) {

    /** A change by a writer who did not look whether something is frozen. */
    public Change(
        Action action,
        String requestedBy,
        String reason,
        Instant at,
        Optional<String> expectedPreviousDigest,
        long revision) {
      this(action, requestedBy, reason, at, expectedPreviousDigest, revision, Optional.empty());
    }
  }

  /**
   * How the stable version came to be wanted, or how it came that none is. A row that writes the
   * state again, to freeze it or after a conflict, is another change of the same activation.
   *
   * @param rollback whether it was gone back to
   * @param requestedBy who asked for it
   * @param replacedDigest digest of the version whose place it took; empty where there was none
   */
  public record Activation(
      boolean rollback,
      String requestedBy,
      String reason,
      Instant at,
      Optional<String> replacedDigest) {

    /** By this change. */
    public static Activation by(Change change) {
      return new Activation(
          change.action() == Action.ROLLBACK,
          change.requestedBy(),
          change.reason(),
          change.at(),
          change.expectedPreviousDigest());
    }

    /** The same, in place of this version. */
    public Activation replacing(Optional<String> digest) {
      return new Activation(rollback, requestedBy, reason, at, digest);
    }
  }

  /** Who holds a model as it is, why, and since when. */
  public record Freeze(String by, String reason, Instant at) {

    /** In words, for refusals. */
    public String described() {
      return "frozen by %s since %s%s".formatted(by, at, reason.isEmpty() ? "" : ": " + reason);
    }
  }

  /** How a candidate is tried. */
  public enum Mode {
    SHADOW,
    CANARY
  }

  /** A version on trial, with the share of the records that it sees, 0 to 1. */
  public record Candidate(DesiredVersion version, Mode mode, double share) {}

  /** Whether changes of it are held. */
  public boolean frozen() {
    return freeze.isPresent();
  }

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
            revision,
            change.allModelsRevision()));
  }

  /** The same state after a change that chose no version. */
  public DesiredState with(Change latest) {
    return new DesiredState(model, stable, candidate, fallback, latest, freeze, activation);
  }

  /** The same state, frozen by this person or not frozen. */
  public DesiredState frozen(Optional<Freeze> by) {
    return new DesiredState(model, stable, candidate, fallback, change, by, activation);
  }

  /** What the model manager is told, for the update at this offset. */
  public DesiredModel toDesiredModel(long registryOffset) {
    return new DesiredModel(
        model,
        stable,
        fallback,
        activation.rollback(),
        activation.requestedBy(),
        activation.reason(),
        registryOffset);
  }
}
