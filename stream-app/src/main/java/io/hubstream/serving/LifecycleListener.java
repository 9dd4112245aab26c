package io.hubstream.serving;

/** Told of every lifecycle step, in order for each model. Must not block or throw. */
@FunctionalInterface
public interface LifecycleListener {
  LifecycleListener NONE = event -> {};

  void onEvent(LifecycleEvent event);
}
