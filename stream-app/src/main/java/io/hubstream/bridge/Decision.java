package io.hubstream.bridge;

import io.hubstream.serving.DesiredVersion;

/** What becomes of a version that was announced. */
public sealed interface Decision {
  /** Name of a decision that made the version the desired one. */
  String ACTIVATED = "ACTIVATED";

  /** The version, as the event names it. */
  DesiredVersion version();

  /** Why, for people. */
  String why();

  /** ACTIVATED, WAITING, LATE or KNOWN: as the audit and the meters name it. */
  default String name() {
    if (this instanceof Wait) {
      return "WAITING";
    } else if (this instanceof Late) {
      return "LATE";
    }
    return this instanceof Known ? "KNOWN" : ACTIVATED;
  }

  /** It is to be the desired one. */
  record Activate(DesiredVersion version, String why) implements Decision {}

  /** This very event has made it the desired one; that was only not noted. */
  record Activated(DesiredVersion version, String why) implements Decision {}

  /**
   * It is known, and a person may make it live.
   *
   * @param command that does
   */
  record Wait(DesiredVersion version, String why, String command) implements Decision {}

  /** A newer one was asked for before. */
  record Late(DesiredVersion version, String why) implements Decision {}

  /** It is, or was, the desired one already. */
  record Known(DesiredVersion version, String why) implements Decision {}
}
