package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The life of one version on this instance. Each state has the transitions that are legal in it,
 * and no others:
 *
 * <pre>
 * Requested -> Fetched -> Verified -> Loaded -> Warmed -> Active <-> Drained -> Unloaded
 *     |           |          |          |
 *     +-----------+----------+----------+---> Rejected, or Superseded by a newer update,
 *                                               or Postponed -> Requested | Rejected
 * </pre>
 *
 * <p>States are immutable and belong to the lifecycle thread until the version is warm; afterwards
 * {@link LoadedModel} guards the current one.
 */
sealed interface VersionLife {

  /** What the audit calls the step that led here. */
  Phase phase();

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
     */
    VersionLife advance(Tools tools) throws ModelRefusedException, IOException;

    /** What the manifest says about where the version comes from; empty until it is verified. */
    default Map<String, String> lineage() {
      return Map.of();
    }

    /** What the audit should know of the step that led here. */
    default Optional<String> remark() {
      return Optional.empty();
    }

    /** Ends this life because the version is not fit. */
    default Rejected rejected(String reason) {
      return new Rejected(next(), reason);
    }

    /** The store is out of reach: there is nothing yet that would have to be closed. */
    default Postponed postponed(String reason) {
      return new Postponed(wanted(), next(), reason);
    }

    /** Ends this life because another version is wanted now. */
    default Superseded superseded() {
      return new Superseded();
    }
  }

  /** What the steps are made with. */
  record Tools(ArtifactSource artifacts, ServableLoader loader, List<Integer> batchSizes) {}

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
      return verified.by(tools.loader().examine(verified.artifact()));
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
   * @param remark by which rules that was found
   */
  record Verified(DesiredVersion wanted, ModelArtifact artifact, Optional<String> remark)
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
      return lineageOf(artifact.manifest());
    }

    @Override
    public Loaded advance(Tools tools) throws ModelRefusedException {
      Servable servable = tools.loader().load(artifact);
      try {
        return loaded(servable);
      } catch (ModelRefusedException e) {
        servable.close();
        throw e;
      }
    }

    Loaded loaded(Servable servable) throws ModelRefusedException {
      requireSame(wanted.version(), servable.spec().version(), "the loaded model");
      return new Loaded(wanted, lineage(), servable);
    }
  }

  /** It is in memory. Whoever leaves this state for an end closes the servable. */
  record Loaded(DesiredVersion wanted, Map<String, String> lineage, Servable servable)
      implements Preparing {
    @Override
    public Phase phase() {
      return Phase.LOADED;
    }

    @Override
    public Phase next() {
      return Phase.WARMED;
    }

    @Override
    public Warmed advance(Tools tools) throws ModelRefusedException {
      WarmUp.run(servable, tools.batchSizes());
      return warmed();
    }

    Warmed warmed() {
      return new Warmed(wanted, lineage, servable);
    }

    @Override
    public Rejected rejected(String reason) {
      servable.close();
      return Preparing.super.rejected(reason);
    }

    @Override
    public Superseded superseded() {
      servable.close();
      return Preparing.super.superseded();
    }
  }

  /** It is ready, and nobody has seen it yet. */
  record Warmed(DesiredVersion wanted, Map<String, String> lineage, Servable servable)
      implements VersionLife {
    @Override
    public Phase phase() {
      return Phase.WARMED;
    }

    Active activated() {
      return new Active(servable);
    }

    /** Ends this life before it began: nobody else has the servable. */
    Superseded superseded() {
      servable.close();
      return new Superseded();
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

  private static Map<String, String> lineageOf(ModelManifest manifest) {
    Map<String, String> lineage = new TreeMap<>();
    lineage.put("owner", manifest.owner());
    lineage.put("source", manifest.lineage().source());
    lineage.put("trainingRun", manifest.lineage().trainingRun());
    lineage.put("dataset", manifest.lineage().dataset());
    lineage.values().removeIf(String::isEmpty);
    return lineage;
  }
}
