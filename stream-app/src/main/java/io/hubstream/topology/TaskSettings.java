package io.hubstream.topology;

import java.time.Duration;

/**
 * Limits of a stream task.
 *
 * @param windowBytes most payload bytes in flight; one record may always pass
 * @param drainTimeout longest wait for the records in flight; past it the task fails
 * @param catchUpTimeout longest wait for the registry when a partition is assigned
 * @param emitInterval how often finished results are looked for while no record comes
 * @param maxValueBytes largest record that the broker takes, with key and headers
 * @param atLeastOnce whether spans may overlap after a restart
 */
public record TaskSettings(
    long windowBytes,
    Duration drainTimeout,
    Duration catchUpTimeout,
    Duration emitInterval,
    int maxValueBytes,
    boolean atLeastOnce) {}
