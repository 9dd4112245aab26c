package io.hubstream.bridge;

/** What an event means to us. */
sealed interface Reading {
  /** There is a version. */
  record Announces(Announcement announcement) implements Reading {}

  /** It does not concern us. */
  record PassedOver() implements Reading {}
}
