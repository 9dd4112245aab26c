package io.hubstream.bench.start;

import java.util.Locale;

/** What a start finds on the machine. */
public enum StartArm {
  /** TensorFlow's libraries are unpacked, models copied, and there is a class archive. */
  WARM,

  /** The same without a class archive. */
  NO_ARCHIVE,

  /** Nothing of all that, as on a new machine. */
  COLD;

  /** As people write it: {@code no-archive}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public String toString() {
    return label();
  }
}
