package io.hubstream.verify;

import java.util.List;

/**
 * A change of version that the spans show.
 *
 * @param model the model's name
 * @param fromVersion what made the records before
 * @param toVersion what made the records from the positions on
 * @param positions one for each partition that shows it, by partition
 */
public record Swap(String model, String fromVersion, String toVersion, List<Position> positions) {

  public Swap {
    positions = List.copyOf(positions);
  }

  /**
   * @param firstOffset offset of the first record that the new version handled
   */
  public record Position(int partition, long firstOffset) {}
}
