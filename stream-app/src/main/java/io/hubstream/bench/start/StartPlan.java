package io.hubstream.bench.start;

import java.util.List;

/**
 * What is measured, and how often.
 *
 * @param arms in the order of a round
 */
public record StartPlan(List<StartArm> arms, int rounds) {
  /** The longest that a warm start may take. */
  public static final double GOAL_SECONDS = 5;

  public StartPlan {
    arms = List.copyOf(arms);
  }
}
