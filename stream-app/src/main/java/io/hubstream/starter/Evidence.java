package io.hubstream.starter;

import java.util.List;

/**
 * What a version was measured to do, in the very build that made it.
 *
 * @param trainedOn number of examples it learned from
 * @param measuredOn number of held-out examples behind {@code heldOutAccuracy}
 * @param heldOutAccuracy share of those that got the right label, in [0,1]
 * @param measures further numbers
 */
public record Evidence(
    int trainedOn, int measuredOn, double heldOutAccuracy, List<Measure> measures) {

  public Evidence {
    if (!(heldOutAccuracy >= 0 && heldOutAccuracy <= 1)) {
      throw new IllegalArgumentException("no accuracy: " + heldOutAccuracy);
    }
    measures = List.copyOf(measures);
  }

  /**
   * One more number.
   *
   * @param name what is measured, in a few words
   * @param value a share in [0,1]
   */
  public record Measure(String name, double value) {}
}
