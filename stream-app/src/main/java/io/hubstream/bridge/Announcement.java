package io.hubstream.bridge;

import java.util.Optional;

/**
 * What an event says of a version.
 *
 * @param event the event
 * @param model name of the model
 * @param version its version
 * @param sequencer places it among other events about the same version
 * @param artifact what the event says of where the version lies
 */
public record Announcement(
    GridEvent event, String model, String version, Sequencer sequencer, Artifact artifact) {

  /**
   * What an event says of an artifact.
   *
   * @param uri of its folder; empty where the event does not say
   * @param digest of its manifest; empty where the event does not say
   * @param stage empty for none
   */
  public record Artifact(Optional<String> uri, Optional<String> digest, String stage) {}

  /** As {@code name:version}. */
  public String display() {
    return model + ":" + version;
  }
}
