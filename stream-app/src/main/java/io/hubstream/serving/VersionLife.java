package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * The life of one version on this instance. Each state has the transitions that are legal in it,
 * and no others:
 *
 * <pre>
 * Requested -> Fetched -> Verified -> Loaded -> Warmed -> Gated -> Active <-> Drained -> Unloaded
 *     |           |          |          |         |
 *     +-----------+----------+----------+---------+---> Rejected, or Superseded by a newer update,
 *                                                         or Postponed -> Requested | Rejected
 * </pre>
 *
 * <p>States are immutable and belong to the lifecycle thread until the version is gated; afterwards
 * {@link LoadedModel} guards the current one.
 */
sealed interface VersionLife {

  /** What the audit calls the step that led here. */
  Phase phase();

  /** What the step found, where that is worth a line in the audit. */
  default Optional<String> findings() {
    return Optional.empty();
  }

  /** A version that does not serve yet. */
  sealed interface Preparing extends VersionLife {
    DesiredVersion wanted();

    /** The step that comes next. */
    Phase next();

    /**
     * Makes the next step; blocks for as long as that takes.
     *
     * @throws ModelRefusedException the version does not deserve it
     * @throws IOException an artifact can't be read now
     * @throws StillRunningException the step did not end in time; whoever runs it closes what there
     *     is
     */
    VersionLife advance(Tools tools)
        throws ModelRefusedException, IOException, StillRunningException;

    /** What the manifest says about where the version comes from; empty until it is verified. */
    default Map<String, String> lineage() {
      return Map.of();
    }

    /** Ends this life because the version is not fit. */
    default Rejected rejected(String reason) {
      return new Rejected(next(), reason);
    }

    /** Ends this life because a step did not end; whoever still runs it closes what there is. */
    default Rejected abandoned(StillRunningException e) {
      return new Rejected(next(), e.reason());
    }

    /** Something is out of reach for now. */
    default Postponed postponed(String reason) {
      return new Postponed(wanted(), next(), reason);
    }

    /** Ends this life because another version is wanted now. */
    default Superseded superseded() {
      return new Superseded();
    }
  }

  /**
   * What the steps are made with.
   *
   * @param replacement what the version takes the place of
   */
  record Tools(
      ArtifactSource artifacts,
      Proving proving,
      AdmissionPolicy admission,
      Replacement replacement) {
    Tools replacing(Replacement other) {
      return new Tools(artifacts, proving, admission, other);
    }
  }

  /** Somebody wants it. */
  record Requested(DesiredVersion wanted) implements Preparing {
    @Override
    public Phase phase() {
      return Phase.REQUESTED;
    }

    @Override
    public Phase next() {
      return Phase.FETCHED;
    }

    @Override
    public Fetched advance(Tools tools) throws ModelRefusedException, IOException {
      return fetched(tools.artifacts().fetch(wanted));
    }

    Fetched fetched(ArtifactSource.FetchedArtifact copy) {
      return new Fetched(wanted, copy);
    }
  }

  /** Its files are here. */
  record Fetched(DesiredVersion wanted, ArtifactSource.FetchedArtifact copy) implements Preparing {
    @Override
    public Phase phase() {
      return Phase.FETCHED;
    }

    @Override
    public Phase next() {
      return Phase.VERIFIED;
    }

    @Override
    public Verified advance(Tools tools) throws ModelRefusedException, IOException {
      Verified verified = verified(copy.verify());
      tools.admission().admit(verified.artifact().manifest());
      return verified.by(tools.proving().examine(verified.artifact()));
    }

    Verified verified(ModelArtifact artifact) throws ModelRefusedException {
      requireSame(wanted.version(), artifact.version(), "the artifact");
      return new Verified(wanted, artifact, Optional.empty());
    }
  }

  /**
   * Its files are what the registry wants, and nothing that can be seen without loading it speaks
   * against it.
   *
   * @param findings by which rules that was found
   */
  record Verified(DesiredVersion wanted, ModelArtifact artifact, Optional<String> findings)
      implements Preparing {
    Verified by(Optional<String> rules) {
      return new Verified(wanted, artifact, rules);
    }

    @Override
    public Phase phase() {
      return Phase.VERIFIED;
    }

    @Override
    public Phase next() {
      return Phase.LOADED;
    }

    @Override
    public Map<String, String> lineage() {
      return Provenance.of(artifact.manifest(), wanted.approval());
    }

    @Override
    public Loaded advance(Tools tools)
        throws ModelRefusedException, IOException, StillRunningException {
      Servable servable = tools.proving().load(artifact);
      try {
        return loaded(servable);
      } catch (ModelRefusedException e) {
        servable.close();
        throw e;
      }
    }

    Loaded loaded(Servable servable) throws ModelRefusedException {
      requireSame(wanted.version(), servable.spec().version(), "the loaded model");
      return new Loaded(wanted, artifact, servable);
    }
  }

  /** A version in memory that does not serve yet. Whoever ends its life closes the servable. */
  sealed interface InMemory extends Preparing {
    ModelArtifact artifact();

    Servable servable();

    @Override
    default Map<String, String> lineage() {
      return Provenance.of(artifact().manifest(), wanted().approval());
    }

    @Override
    default Rejected rejected(String reason) {
      servable().close();
      return Preparing.super.rejected(reason);
    }

    @Override
    default Postponed postponed(String reason) {
      servable().close();
      return Preparing.super.postponed(reason);
    }

    @Override
    default Superseded superseded() {
      servable().close();
      return Preparing.super.superseded();
    }
  }

  /** It is in memory. */
  record Loaded(DesiredVersion wanted, ModelArtifact artifact, Servable servable)
      implements InMemory {
    @Override
    public Phase phase() {
      return Phase.LOADED;
    }

    @Override
    public Phase next() {
      return Phase.WARMED;
    }

    @Override
    public Warmed advance(Tools tools)
        throws ModelRefusedException, IOException, StillRunningException {
      return warmed(tools.proving().warmUp(artifact, servable));
    }

    Warmed warmed(int replayed) {
      return new Warmed(wanted, artifact, servable, replayed);
    }
  }

  /**
   * It has run at every batch size.
   *
   * @param replayed recorded requests that were replayed
   */
  record Warmed(DesiredVersion wanted, ModelArtifact artifact, Servable servable, int replayed)
      implements InMemory {
    @Override
    public Phase phase() {
      return Phase.WARMED;
    }

    @Override
    public Optional<String> findings() {
      return replayed == 0
          ? Optional.empty()
          : Optional.of("replayed %d recorded requests".formatted(replayed));
    }

    @Override
    public Phase next() {
      return Phase.GATED;
    }

    @Override
    public Gated advance(Tools tools)
        throws ModelRefusedException, IOException, StillRunningException {
      return gated(tools.proving().gate(artifact, servable, tools.replacement()));
    }

    Gated gated(String found) {
      return new Gated(wanted, lineage(), servable, Optional.of(found));
    }
  }

  /** Its values are what they should be: it is ready, and nobody has seen it yet. */
  record Gated(
      DesiredVersion wanted,
      Map<String, String> lineage,
      Servable servable,
      Optional<String> findings)
      implements VersionLife {
    @Override
    public Phase phase() {
      return Phase.GATED;
    }

    Active activated() {
      return new Active(servable);
    }
  }

  /** It serves, or did until a moment ago and is still leased. */
  record Active(Servable servable) implements VersionLife {
    @Override
    public Phase phase() {
      return Phase.ACTIVATED;
    }

    Drained drained() {
      return new Drained(servable);
    }
  }

  /** No set holds it any more, but it is still in memory. */
  record Drained(Servable servable) implements VersionLife {
    @Override
    public Phase phase() {
      return Phase.DRAINED;
    }

    Active activatedAgain() {
      return new Active(servable);
    }

    /** Closes the servable. */
    Unloaded unloaded() {
      servable.close();
      return new Unloaded();
    }
  }

  /** It has left the memory. */
  record Unloaded() implements VersionLife {
    @Override
    public Phase phase() {
      return Phase.UNLOADED;
    }
  }

  /**
   * It was not fit.
   *
   * @param in the step that it did not pass
   */
  record Rejected(Phase in, String reason) implements VersionLife {
    @Override
    public Phase phase() {
      return Phase.REJECTED;
    }
  }

  /**
   * Its artifact could not be read.
   *
   * @param in the step that it did not pass
   */
  record Postponed(DesiredVersion wanted, Phase in, String reason) implements VersionLife {
    @Override
    public Phase phase() {
      return Phase.REQUESTED;
    }

    Requested requestedAgain() {
      return new Requested(wanted);
    }

    Rejected rejected(int attempts) {
      return new Rejected(in, "gave up after %d attempts: %s".formatted(attempts, reason));
    }

    /** Ends this life because what serves would have to be unloaded for it once more. */
    Rejected rejected(int attempts, int exchanges) {
      return new Rejected(
          in,
          "gave up after %d attempts: for %d of them what served was unloaded while records waited, and it is not for another one: %s"
              .formatted(attempts, exchanges, reason));
    }
  }

  /** Another version was wanted before this one was ready. */
  record Superseded() implements VersionLife {
    @Override
    public Phase phase() {
      return Phase.UNLOADED;
    }
  }

  private static void requireSame(ModelVersion wanted, ModelVersion found, String what)
      throws ModelRefusedException {
    if (!wanted.equals(found)) {
      throw new ModelRefusedException(
          "%s is %s with digest %s, but %s with digest %s is wanted"
              .formatted(what, found.display(), found.digest(), wanted.display(), wanted.digest()));
    }
  }
}
