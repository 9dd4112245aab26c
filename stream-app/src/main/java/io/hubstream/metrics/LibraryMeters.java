package io.hubstream.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Meters of the JVM and of Kafka's own clients.
 *
 * <p>Owned by the composition root. Close ends the binders' threads; it closes no client.
 */
public final class LibraryMeters implements AutoCloseable {
  private final MeterRegistry registry;
  private final Deque<AutoCloseable> bound = new ArrayDeque<>();

  /** Binds the JVM's meters. */
  public LibraryMeters(MeterRegistry registry) {
    this.registry = registry;
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    JvmGcMetrics gc = new JvmGcMetrics();
    bound.push(gc);
    gc.bindTo(registry);
  }

  /** Binds Kafka Streams, the clients within included. */
  public void bind(KafkaStreams streams) {
    KafkaStreamsMetrics meters = new KafkaStreamsMetrics(streams);
    bound.push(meters);
    meters.bindTo(registry);
  }

  /** Binds a producer of ours. */
  public void bind(Producer<?, ?> producer) {
    KafkaClientMetrics meters = new KafkaClientMetrics(producer);
    bound.push(meters);
    meters.bindTo(registry);
  }

  @Override
  public void close() {
    while (!bound.isEmpty()) {
      try {
        bound.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("a meter binder did not close", e);
      }
    }
  }
}
