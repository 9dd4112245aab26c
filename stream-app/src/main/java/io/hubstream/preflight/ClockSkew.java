package io.hubstream.preflight;

import java.time.Duration;
import java.util.Optional;

/**
 * How far this machine's clock is from the brokers'.
 *
 * @param ahead by how much this clock is ahead; empty where the brokers tell no time
 * @param how it was measured, or why it was not
 */
public record ClockSkew(Optional<Duration> ahead, String how) {
  /** From here on tokens are refused. */
  private static final Duration TOO_FAR = Duration.ofMinutes(5);

  private static final Duration NOTABLE = Duration.ofSeconds(5);

  static ClockSkew unknown(String why) {
    return new ClockSkew(Optional.empty(), why);
  }

  /** Whether tokens are refused for it. */
  public boolean tooFar() {
    return isBeyond(TOO_FAR);
  }

  /** Whether it is worth a word. */
  public boolean notable() {
    return isBeyond(NOTABLE);
  }

  private boolean isBeyond(Duration limit) {
    return ahead.map(skew -> skew.abs().compareTo(limit) > 0).orElse(false);
  }
}
