package io.hubstream.routing;

/** What becomes of a record when a model of its route fails that is not required. */
public enum FailurePolicy {
  /** The result says which model failed and why; the others' results stand. */
  PARTIAL,
  /** The record goes to the dead letters. */
  DEAD_LETTER
}
