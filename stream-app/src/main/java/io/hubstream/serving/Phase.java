package io.hubstream.serving;

/** Steps in the life of a model version on one instance, as the audit topic names them. */
public enum Phase {
  /** A registry outside told of it; whether it is wanted is for its policy, or a person, to say. */
  ANNOUNCED,
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
