package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.time.Instant;
import java.util.Optional;

/**
 * Desired against serving, for one model on this instance.
 *
 * @param phase last step made towards the desired version
 * @param reason why desired is not serving, while it is not
 * @param differsSince since when desired is not serving; empty while it is
 */
public record ModelStatus(
    String model,
    Optional<ModelVersion> desired,
    Optional<ModelVersion> serving,
    Phase phase,
    Optional<String> reason,
    Optional<Instant> differsSince) {}
