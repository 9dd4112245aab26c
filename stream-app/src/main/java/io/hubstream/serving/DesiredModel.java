package io.hubstream.serving;

import java.util.Optional;

/**
 * What the registry wants of one model.
 *
 * @param model its name
 * @param stable the version to serve; empty retires the model
 * @param fallback the last good version, to serve while the stable one is refused
 * @param rollback whether this is a rollback: only then may a partition go back
 * @param requestedBy who asked
 * @param reason why
 * @param registryOffset offset of the update in the registry topic
 */
public record DesiredModel(
    String model,
    Optional<DesiredVersion> stable,
    Optional<DesiredVersion> fallback,
    boolean rollback,
    String requestedBy,
    String reason,
    long registryOffset) {}
