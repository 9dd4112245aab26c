package io.hubstream.serving;

/** Steps in the life of a model version on one instance, as the audit topic names them. */
public enum Phase {
  REQUESTED,
  FETCHED,
  VERIFIED,
  LOADED,
  WARMED,
  GATED,
  ACTIVATED,
  DRAINED,
  UNLOADED,
  REJECTED,
  ROLLED_BACK,
  RETIRED,
  CONFLICT,
  REGRESSED,
  /** From here on changes of the model are held. */
  FROZEN,
  /** They no longer are. */
  UNFROZEN
}
