package io.hubstream.registry;

import io.hubstream.records.DesiredState;
import java.util.Optional;

/** What a row did to the desired state. */
public sealed interface Verdict {

  /**
   * It is the desired state now.
   *
   * @param offset where it stands
   * @param revision its number
   */
  record Accepted(DesiredState state, long offset, long revision) implements Verdict {}

  /** It took the model away. */
  record Retired(String model, long offset) implements Verdict {}

  /** It came too late: its writer had not seen the state that is in force. */
  record Conflict(DesiredState loser, Accepted winner, long offset, String reason)
      implements Verdict {}

  /**
   * It came while something was frozen, and changed nothing.
   *
   * @param loser what it wanted; empty for a tombstone
   */
  record Held(Optional<DesiredState> loser, Accepted winner, long offset, String reason)
      implements Verdict {}

  /** It could not be read, and changed nothing. */
  record Unreadable(String model, long offset, String reason) implements Verdict {}
}
