package io.hubstream.metrics;

import io.hubstream.content.FailureKind;
import io.hubstream.content.MediaKind;
import io.hubstream.content.Outcome;
import io.hubstream.topology.EnrichmentMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Meters of the topology. They are looked up once, because they are written for each record. */
public final class EnrichmentMeters implements EnrichmentMetrics {
  private final MeterRegistry registry;
  private final Map<MediaKind, Counter> enriched = new EnumMap<>(MediaKind.class);
  private final Map<MediaKind, Timer> decode = new EnumMap<>(MediaKind.class);
  private final Map<FailureKind, Counter> deadLetters = new EnumMap<>(FailureKind.class);
  private final Counter deadLettered;
  private final Counter deleted;
  private final Timer endToEnd;
  private final Timer drain;
  private final DistributionSummary drained;
  private final Map<String, Window> windows = new ConcurrentHashMap<>();

  /** Fill of one task's window, and the gauges that show it. */
  private static final class Window {
    private volatile int records;
    private volatile long bytes;
    private volatile List<Gauge> gauges = List.of();
  }

  public EnrichmentMeters(MeterRegistry registry) {
    this.registry = registry;
    for (MediaKind kind : MediaKind.values()) {
      enriched.put(kind, records("enriched", name(kind)));
      decode.put(
          kind,
          Timer.builder("hubstream.decode")
              .description("Decoding one content item to model input")
              .tag("kind", name(kind))
              .publishPercentileHistogram()
              .register(registry));
    }
    for (FailureKind kind : FailureKind.values()) {
      deadLetters.put(kind, registry.counter("hubstream.dead.letters", "kind", name(kind)));
    }
    this.deadLettered = records("dead_letter", "none");
    this.deleted = records("deleted", "none");
    this.endToEnd =
        Timer.builder("hubstream.end.to.end")
            .description("From a record's timestamp to its forwarded outcome")
            .publishPercentileHistogram()
            .register(registry);
    this.drain =
        Timer.builder("hubstream.commit.drain")
            .description("How long a commit waited for the records in flight")
            .publishPercentileHistogram()
            .register(registry);
    this.drained =
        DistributionSummary.builder("hubstream.commit.drained")
            .description("Records that a commit waited for")
            .register(registry);
  }

  private Counter records(String outcome, String kind) {
    return Counter.builder("hubstream.records")
        .description("Records by how they ended and, of results, their kind of content")
        .tags("outcome", outcome, "kind", kind)
        .register(registry);
  }

  @Override
  public void outcome(Outcome outcome, long endToEndMillis) {
    counter(outcome).increment();
    endToEnd.record(Math.max(0, endToEndMillis), TimeUnit.MILLISECONDS);
  }

  private Counter counter(Outcome outcome) {
    if (outcome instanceof Outcome.Enriched result) {
      boolean image = result.item().mediaType().startsWith("image/");
      return of(enriched, image ? MediaKind.IMAGE : MediaKind.DOCUMENT);
    }
    return outcome instanceof Outcome.DeadLettered ? deadLettered : deleted;
  }

  @Override
  public void deadLetter(FailureKind kind) {
    of(deadLetters, kind).increment();
  }

  @Override
  public void decoded(MediaKind kind, long nanos) {
    of(decode, kind).record(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void drained(int records, Duration took) {
    drain.record(took);
    drained.record(records);
  }

  @Override
  public void window(String task, int records, long bytes) {
    Window window = windows.computeIfAbsent(task, this::register);
    window.records = records;
    window.bytes = bytes;
  }

  @Override
  public void windowClosed(String task) {
    Window window = windows.remove(task);
    if (window != null) {
      window.gauges.forEach(registry::remove);
    }
  }

  private Window register(String task) {
    Window window = new Window();
    Tags tags = Tags.of("task", task);
    window.gauges =
        List.of(
            Gauge.builder("hubstream.window.fill", window, w -> w.records)
                .description("Records in flight")
                .tags(tags)
                .register(registry),
            Gauge.builder("hubstream.window.fill.bytes", window, w -> w.bytes)
                .description("Payload bytes in flight")
                .tags(tags)
                .register(registry));
    return window;
  }

  private static <K, V> V of(Map<K, V> meters, K key) {
    V meter = meters.get(key);
    if (meter == null) {
      throw new IllegalStateException("no meter for " + key);
    }
    return meter;
  }

  private static String name(Enum<?> kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
