package io.hubstream.bridge;

import java.time.Instant;
import java.util.Optional;

/**
 * Orders events about one version of one model by when they happened, not by when they came.
 *
 * @param blob the sequencer that Blob storage gives, which compares as text among those of one
 *     blob; empty for events of Azure ML, which have none
 * @param time of the event
 */
record Sequencer(Optional<String> blob, Instant time) {

  /** Whether this is after the other. */
  boolean isAfter(Sequencer other) {
    return (blob.isPresent() && other.blob.isPresent())
        ? blob.get().compareTo(other.blob.get()) > 0
        : time.isAfter(other.time);
  }
}
