package io.hubstream.serving;

import java.util.List;

/** A part of the gate: looks at a version that was loaded and warmed. */
@FunctionalInterface
public interface GateStep {

  /**
   * Looks; what is not as it should be is a failed check and no exception.
   *
   * @param servable open, and closed by the caller
   */
  List<GateCheck> examine(ModelArtifact artifact, Servable servable);
}
