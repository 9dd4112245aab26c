package io.hubstream.serving;

/** What the serving package tells a meter registry. Implemented by {@code metrics}. */
public interface ServingMetrics {
  ServingMetrics NONE = new ServingMetrics() {};

  /** A lifecycle step was made. */
  default void lifecycle(LifecycleEvent event) {}

  /** So many versions are in memory because a step of theirs that was given up has not ended. */
  default void leaked(int versions) {}

  /** The states of all models changed. */
  default void statuses(java.util.List<ModelStatus> statuses) {}
}
