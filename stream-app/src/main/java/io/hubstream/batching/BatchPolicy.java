package io.hubstream.batching;

import java.time.Duration;
import java.util.List;

/**
 * When a batch closes and what sizes it may have.
 *
 * @param allowedSizes ascending; a batch is padded up to the next one, and the last is the largest
 * @param linger age of its oldest row at which a batch closes that no further row is on its way to
 * @param timeout age of its oldest row at which a batch closes in any case; at least the linger
 */
public record BatchPolicy(List<Integer> allowedSizes, Duration linger, Duration timeout) {

  /** A policy that waits equally long whether rows are on their way or not. */
  public BatchPolicy(List<Integer> allowedSizes, Duration timeout) {
    this(allowedSizes, timeout, timeout);
  }

  public BatchPolicy {
    allowedSizes = allowedSizes.stream().sorted().distinct().toList();
    if (allowedSizes.isEmpty() || allowedSizes.get(0) < 1) {
      throw new IllegalArgumentException("allowed batch sizes must be 1 or more: " + allowedSizes);
    }
    if (linger.isNegative() || timeout.compareTo(linger) < 0) {
      throw new IllegalArgumentException(
          "a batch cannot linger for %s and close after %s".formatted(linger, timeout));
    }
  }

  /** The largest batch. */
  public int maxSize() {
    return allowedSizes.get(allowedSizes.size() - 1);
  }

  /**
   * The size that a batch is padded to.
   *
   * @param size real rows, 1 to {@link #maxSize()}
   */
  public int paddedSize(int size) {
    for (int allowed : allowedSizes) {
      if (allowed >= size) {
        return allowed;
      }
    }
    throw new IllegalArgumentException("a batch of %d passes %d".formatted(size, maxSize()));
  }
}
