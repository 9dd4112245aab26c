package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One step in the life of a model on this instance.
 *
 * @param at when it ended
 * @param model the model's name, {@link #ALL_MODELS} for a step that is about the whole set
 * @param version the version it is about, where there is one
 * @param previous the version that served before, where there was one
 * @param detail how it went
 * @param origin what led to it
 */
public record LifecycleEvent(
    Instant at,
    String model,
    Phase phase,
    Optional<ModelVersion> version,
    Optional<ModelVersion> previous,
    Detail detail,
    Origin origin) {

  /** The model name of an event that is about all models. */
  public static final String ALL_MODELS = "*";

  public LifecycleEvent {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(phase, "phase");
  }

  /** A step of one model that nothing else is known about yet. */
  public static LifecycleEvent of(Instant at, String model, Phase phase, Origin origin) {
    return new LifecycleEvent(
        at, model, phase, Optional.empty(), Optional.empty(), Detail.NONE, origin);
  }

  /** The same step, of this version. */
  public LifecycleEvent ofVersion(ModelVersion which) {
    return new LifecycleEvent(at, model, phase, Optional.of(which), previous, detail, origin);
  }

  /** The same step, after which {@code before} no longer serves. */
  public LifecycleEvent replacing(Optional<ModelVersion> before) {
    return new LifecycleEvent(at, model, phase, version, before, detail, origin);
  }

  /** The same step, which went so. */
  public LifecycleEvent with(Detail how) {
    return new LifecycleEvent(at, model, phase, version, previous, how, origin);
  }

  /** Why, for refusals, rollbacks, conflicts; else what the registry update said. */
  public Optional<String> reason() {
    return detail.reason();
  }

  /** How long the step took, where that means something. */
  public Optional<Duration> took() {
    return detail.took();
  }

  /**
   * Whether it tells that an attempt failed and is made again: the version is still wanted, and
   * nothing has ended or begun.
   */
  public boolean triesAgain() {
    return phase == Phase.REQUESTED && detail.rejectedIn().isPresent();
  }

  /** Offset of the update that asked for it, -1 for none. */
  public long registryOffset() {
    return origin.registryOffset();
  }

  /**
   * How a step went.
   *
   * @param reason why
   * @param took how long it took
   * @param rejectedIn for {@link Phase#REJECTED}, and for {@link Phase#REQUESTED} where it is tried
   *     again: the step that the version did not pass
   */
  public record Detail(
      Optional<String> reason, Optional<Duration> took, Optional<Phase> rejectedIn) {
    public static final Detail NONE =
        new Detail(Optional.empty(), Optional.empty(), Optional.empty());

    /** A step with a reason. */
    public static Detail because(String reason) {
      return new Detail(Optional.of(reason), Optional.empty(), Optional.empty());
    }

    /** A step with a duration. */
    public static Detail lasting(Duration took) {
      return new Detail(Optional.empty(), Optional.of(took), Optional.empty());
    }

    /** A refusal. */
    public static Detail rejected(Phase in, String reason) {
      return new Detail(Optional.of(reason), Optional.empty(), Optional.of(in));
    }

    /** An attempt that failed and is made again. */
    public static Detail postponed(Phase in, String reason) {
      return rejected(in, reason);
    }
  }

  /**
   * What led to a step. The audit copies it, because compaction removes it from the registry.
   *
   * @param registryOffset offset of the update that asked for it, -1 for none
   * @param requestedBy who asked
   * @param artifactUri the version's folder, without a query, which may hold a secret
   * @param lineage from the version's manifest, name to value; empty before the version is verified
   */
  public record Origin(
      long registryOffset,
      Optional<String> requestedBy,
      Optional<URI> artifactUri,
      Map<String, String> lineage) {
    public static final Origin NONE = new Origin(-1, Optional.empty(), Optional.empty(), Map.of());

    public Origin {
      artifactUri = artifactUri.map(ShownUri::of);
      lineage = Map.copyOf(lineage);
    }
  }
}
