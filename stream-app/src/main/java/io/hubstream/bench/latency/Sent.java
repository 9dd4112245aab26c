package io.hubstream.bench.latency;

/**
 * How a stage was sent, and whether the service kept up with it.
 *
 * @param achievedPerSecond the offered rate, unless the sender was late
 * @param delay from when a record was due to when it was sent; part of its latency
 * @param backlogGrowthPerSecond records a second that came to wait
 * @param sustained whether that is no more than chance
 * @param loaderCores mean number of cores that this process used
 */
public record Sent(
    double achievedPerSecond,
    LatencyStats delay,
    double backlogGrowthPerSecond,
    boolean sustained,
    double loaderCores) {}
