package io.hubstream.serving;

import io.hubstream.content.ModelVersion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One step in the life of a model on this instance.
 *
 * @param at when it ended
 * @param model the model's name
 * @param version the version it is about, where there is one
 * @param previous the version that served before, where there was one
 * @param reason why, for refusals, rollbacks, conflicts; else what the registry update said
 * @param took how long the step took, where that means something
 * @param registryOffset offset of the update that asked for it, -1 for none
 */
public record LifecycleEvent(
    Instant at,
    String model,
    Phase phase,
    Optional<ModelVersion> version,
    Optional<ModelVersion> previous,
    Optional<String> reason,
    Optional<Duration> took,
    long registryOffset) {}
