package io.hubstream.serving.tensorflow;

import java.util.Locale;

/** In which part of a graph an operation may stand. */
enum OpPlace {
  /** Everywhere. */
  ALLOWED,
  /** In the saver alone. */
  RESTORE,
  /** In the part of the saver that writes, which nobody runs here. */
  SAVE,
  /** In the initialiser alone. */
  INITIALISE,
  /** Nowhere. */
  DENIED;

  static OpPlace of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }
}
