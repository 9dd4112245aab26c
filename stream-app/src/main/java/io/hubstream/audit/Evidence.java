package io.hubstream.audit;

import io.hubstream.content.SourcePosition;
import io.hubstream.records.DesiredState;
import io.hubstream.records.EnrichedView;
import java.util.List;
import java.util.Optional;

/**
 * What the topics hold about one source record.
 *
 * @param position the source record
 * @param result its result, where the enriched topic holds one
 * @param deadLetter its dead letter, where there is one
 * @param deletion whether the source record is known to have a null value
 * @param registry the updates that the registry still holds, in offset order
 */
public record Evidence(
    SourcePosition position,
    Optional<Result> result,
    Optional<Letter> deadLetter,
    boolean deletion,
    List<Update> registry) {
  public Evidence {
    registry = List.copyOf(registry);
  }

  /**
   * A result.
   *
   * @param place where it stands in the enriched topic
   */
  public record Result(SourcePosition place, EnrichedView view) {}

  /**
   * A dead letter.
   *
   * @param place where it stands among the dead letters
   */
  public record Letter(SourcePosition place, String kind, String stage, String message) {}

  /** An update of the registry. */
  public record Update(long offset, DesiredState state) {}
}
