package io.hubstream.metrics;

import io.hubstream.archive.ArchiveMetrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Meters of an archiver. */
public final class ArchiveMeters implements ArchiveMetrics {
  private final MeterRegistry registry;
  private final Map<Integer, OfPartition> partitions = new ConcurrentHashMap<>();

  private record OfPartition(AtomicLong archived, AtomicLong lag) {}

  public ArchiveMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void progress(int partition, long archived, long lag) {
    OfPartition values = partitions.computeIfAbsent(partition, this::register);
    values.archived().set(archived);
    values.lag().set(lag);
  }

  @Override
  public void written(int partition, int records, int bytes) {
    Tags tags = Tags.of("partition", Integer.toString(partition));
    registry.counter("hubstream.archive.files", tags).increment();
    registry.counter("hubstream.archive.records", tags).increment(records);
    registry.counter("hubstream.archive.bytes", tags).increment(bytes);
  }

  @Override
  public void waiting() {
    registry.counter("hubstream.archive.store.failures").increment();
  }

  private OfPartition register(int partition) {
    Tags tags = Tags.of("partition", Integer.toString(partition));
    OfPartition values = new OfPartition(new AtomicLong(), new AtomicLong());
    Gauge.builder("hubstream.archive.offset", values.archived(), AtomicLong::get)
        .description("Offset of the audit topic behind the last that is archived")
        .tags(tags)
        .register(registry);
    Gauge.builder("hubstream.archive.lag", values.lag(), AtomicLong::get)
        .description("Offsets of the audit topic that are not archived yet")
        .tags(tags)
        .register(registry);
    return values;
  }
}
