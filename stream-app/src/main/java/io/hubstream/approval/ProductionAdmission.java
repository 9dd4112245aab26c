package io.hubstream.approval;

import io.hubstream.serving.AdmissionPolicy;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.signing.VerificationKey;
import java.net.URI;
import java.time.Clock;
import java.util.List;

/** What may serve in production. Safe for any thread. */
public final class ProductionAdmission implements AdmissionPolicy {
  private final List<String> stages;
  private final ArtifactRoots roots;
  private final ApprovalCheck approvals;

  /**
   * @param keys who may approve
   * @param roots where artifacts may lie
   * @param stages stages that may serve
   */
  public ProductionAdmission(
      List<VerificationKey> keys, List<URI> roots, List<String> stages, Clock clock) {
    this.stages = List.copyOf(stages);
    this.roots = new ArtifactRoots(roots);
    this.approvals = new ApprovalCheck(keys, clock);
  }

  @Override
  public void admit(DesiredVersion wanted, Direction direction) throws ModelRefusedException {
    if (!stages.contains(wanted.stage())) {
      throw new ModelRefusedException(
          "%s has %s, but only %s may serve in production (environment.stages); promote it with `hubstream model promote %s %s --to %s`"
              .formatted(
                  wanted.version().display(),
                  wanted.stage().isEmpty() ? "no stage" : "the stage '" + wanted.stage() + "'",
                  stages,
                  wanted.version().model(),
                  wanted.version().version(),
                  stages.get(0)));
    }
    roots.require(wanted.artifactUri());
    approvals.require(wanted, direction);
  }

  @Override
  public void admit(ModelManifest manifest) throws ModelRefusedException {
    requireProvenance(manifest);
  }

  static void requireProvenance(ModelManifest manifest) throws ModelRefusedException {
    require(manifest, manifest.owner(), "owner", "--owner WHO");
    require(manifest, manifest.lineage().source(), "lineage", "--source HANDLE");
  }

  private static void require(ModelManifest manifest, String value, String what, String option)
      throws ModelRefusedException {
    if (value.isBlank()) {
      throw new ModelRefusedException(
          "%s of %s:%s names no %s, which production demands; package it again with `hubstream model package %s`"
              .formatted(
                  ModelManifest.FILE_NAME, manifest.model(), manifest.version(), what, option));
    }
  }
}
