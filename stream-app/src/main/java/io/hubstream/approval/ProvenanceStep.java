package io.hubstream.approval;

import io.hubstream.serving.GateCheck;
import io.hubstream.serving.GateStep;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Servable;
import java.util.List;
import java.util.Map;

/**
 * The gate asks for owner and lineage as production will, so that no approval is signed in vain.
 */
public final class ProvenanceStep implements GateStep {
  private static final String NAME = "provenance";

  @Override
  public List<GateCheck> examine(ModelArtifact artifact, Servable servable) {
    try {
      ProductionAdmission.requireProvenance(artifact.manifest());
      return List.of(
          GateCheck.passed(
              NAME,
              Map.of(
                  "owner", artifact.manifest().owner(),
                  "source", artifact.manifest().lineage().source()),
              "owner and lineage are named"));
    } catch (ModelRefusedException e) {
      return List.of(GateCheck.failed(NAME, Map.of(), e.reason()));
    }
  }
}
