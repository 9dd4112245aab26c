package io.hubstream.metrics;

import io.hubstream.bridge.Announcement;
import io.hubstream.bridge.BridgeListener;
import io.hubstream.bridge.Decision;
import io.hubstream.content.SourcePosition;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.IntSupplier;

/** Meters of the registry bridge. */
public final class BridgeMeters implements BridgeListener {
  private static final String EVENTS = "hubstream.bridge.events";
  private final MeterRegistry registry;

  public BridgeMeters(MeterRegistry registry) {
    this.registry = registry;
    for (String outcome :
        new String[] {
          "activated", "waiting", "late", "known", "repeated", "passed-over", "dead-lettered"
        }) {
      count(outcome, 0);
    }
  }

  /**
   * Watches how many partitions of the hub this bridge reads.
   *
   * @param partitions asked at each scrape
   */
  public void partitions(IntSupplier partitions) {
    Gauge.builder("hubstream.bridge.partitions", partitions::getAsInt)
        .description("Partitions of the event hub that this bridge reads")
        .strongReference(true)
        .register(registry);
  }

  /** A batch is noted as read. */
  public void checkpointed() {
    registry.counter("hubstream.bridge.checkpoints").increment();
  }

  /** Something failed, and is tried again. */
  public void trouble() {
    registry.counter("hubstream.bridge.failures").increment();
  }

  @Override
  public void decided(Announcement announcement, Decision decision, OptionalLong offset) {
    count(decision.name().toLowerCase(Locale.ROOT), 1);
  }

  @Override
  public void repeated(Announcement announcement) {
    count("repeated", 1);
  }

  @Override
  public void passedOver() {
    count("passed-over", 1);
  }

  @Override
  public void deadLettered(SourcePosition position, String reason) {
    count("dead-lettered", 1);
  }

  @Override
  public void waiting(String reason) {
    trouble();
  }

  private void count(String outcome, int events) {
    registry.counter(EVENTS, "outcome", outcome).increment(events);
  }
}
