package io.hubstream.serving;

/** What the serving package tells a meter registry. Implemented by {@code metrics}. */
public interface ServingMetrics {
  ServingMetrics NONE = new ServingMetrics() {};

  /** A lifecycle step was made. */
  default void lifecycle(LifecycleEvent event) {}

  /** The states of all models changed. */
  default void statuses(java.util.List<ModelStatus> statuses) {}
}
