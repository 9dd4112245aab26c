package io.hubstream.bench.latency;

import java.util.ArrayList;
import java.util.List;

/**
 * Whether the records that wait become more and more, which means that the rate is too high. Owned
 * by one thread.
 */
final class BacklogTrend {
  /** What commits and batches make of a steady backlog, in seconds of the offered rate. */
  private static final double NOISE_SECONDS = 0.25;

  /** Share of the offered rate. */
  private static final double GROWTH = 0.02;

  private record Sample(double seconds, double backlog) {}

  private final double offeredPerSecond;
  private final List<Sample> samples = new ArrayList<>();

  BacklogTrend(double offeredPerSecond) {
    this.offeredPerSecond = offeredPerSecond;
  }

  /**
   * @param seconds since any fixed moment, in rising order
   * @param backlog records that were due and have no outcome yet
   */
  void add(double seconds, double backlog) {
    samples.add(new Sample(seconds, backlog));
  }

  /** Records a second that came to wait, from the first quarter's mean to the last one's. */
  double growthPerSecond() {
    int quarter = samples.size() / 4;
    if (quarter == 0) {
      return 0;
    }
    return growth(quarter) / seconds(quarter);
  }

  /** Whether the service keeps up with the rate. */
  boolean isSustained() {
    int quarter = samples.size() / 4;
    return quarter == 0
        || growth(quarter) <= NOISE_SECONDS * offeredPerSecond
        || growthPerSecond() <= GROWTH * offeredPerSecond;
  }

  private double growth(int quarter) {
    return mean(last(quarter), false) - mean(first(quarter), false);
  }

  private double seconds(int quarter) {
    return mean(last(quarter), true) - mean(first(quarter), true);
  }

  private List<Sample> first(int count) {
    return samples.subList(0, count);
  }

  private List<Sample> last(int count) {
    return samples.subList(samples.size() - count, samples.size());
  }

  private static double mean(List<Sample> some, boolean ofTime) {
    return some.stream()
        .mapToDouble(sample -> ofTime ? sample.seconds() : sample.backlog())
        .average()
        .orElse(0);
  }
}
