package io.hubstream.serving;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One thing that a gate looked at.
 *
 * @param name what, the same for every version
 * @param passed whether the version may go on
 * @param figures what was measured, name to value, as text
 * @param detail for people; the reason where it did not pass
 */
public record GateCheck(
    String name, boolean passed, SortedMap<String, String> figures, String detail) {

  public GateCheck {
    figures = Collections.unmodifiableSortedMap(new TreeMap<>(figures));
  }

  /** It is as it should be. */
  public static GateCheck passed(String name, Map<String, String> figures, String detail) {
    return new GateCheck(name, true, new TreeMap<>(figures), detail);
  }

  /** It is not. */
  public static GateCheck failed(String name, Map<String, String> figures, String reason) {
    return new GateCheck(name, false, new TreeMap<>(figures), reason);
  }
}
