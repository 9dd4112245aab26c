package io.hubstream.serving.memory;

/** How a version takes the place of another one of its model. */
public enum MemoryMode {
  /** Both are in memory for a moment where they fit; otherwise the old one is unloaded first. */
  AUTO,
  /** Both are always in memory for a moment: where they do not fit, the new one is refused. */
  SIDE_BY_SIDE,
  /** The old one is always unloaded first: records wait until the new one is loaded. */
  UNLOAD_FIRST
}
