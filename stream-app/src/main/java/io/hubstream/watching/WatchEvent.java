package io.hubstream.watching;

import io.hubstream.artifacts.PublishedModel;

/** What a watch saw and did. */
public sealed interface WatchEvent {

  /** A version has appeared; it is looked at until it keeps still. */
  record Seen(FoundVersion found) implements WatchEvent {}

  /**
   * A version is the desired one now.
   *
   * @param offset where the registry says so
   */
  record Published(FoundVersion found, PublishedModel model, long offset) implements WatchEvent {}

  /** A version cannot be served. It is tried again when its files change. */
  record Refused(FoundVersion found, String reason) implements WatchEvent {}

  /** A version is not published, and will not be. */
  record Skipped(FoundVersion found, String reason) implements WatchEvent {}

  /** A version is not published as long as the reason holds. */
  record Held(FoundVersion found, String reason) implements WatchEvent {}

  /** Something beside the versions is in the way; the watch goes on trying. */
  record Trouble(String reason) implements WatchEvent {}
}
