package io.hubstream.publishing;

import io.hubstream.serving.DesiredVersion;

/** What a version that is promoted takes the place of, as far as the registry tells. */
public sealed interface Replaced {

  /**
   * Nothing.
   *
   * @param why for people
   */
  record Nothing(String why) implements Replaced {}

  /** This version, which the registry wants and which may serve there. */
  record Version(DesiredVersion version) implements Replaced {}

  /**
   * What serves there cannot be told.
   *
   * @param why for people
   */
  record Unknown(String why) implements Replaced {}
}
