package io.hubstream.bench.workload;

import io.hubstream.content.ContentItem;
import io.hubstream.records.ContentEvents;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Fills a content topic: the items again and again, each time in an order of its own, with distinct
 * content ids, in turn to each partition.
 *
 * <p>Owned by one thread; {@link #close()} gives up the connection.
 */
public final class Backlog implements AutoCloseable {
  private static final int PROGRESS_EVERY = 1_000;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;
  private final List<ContentItem> order;
  private final Random random;
  private long published;

  /**
   * @param bootstrapServers the broker
   * @param seed of the order
   */
  public Backlog(
      String bootstrapServers, String topic, int partitions, List<ContentItem> items, long seed) {
    this.topic = topic;
    this.partitions = partitions;
    this.order = new ArrayList<>(items);
    this.random = new Random(seed);
    this.producer = producer(bootstrapServers);
  }

  private static Producer<byte[], byte[]> producer(String bootstrapServers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 20);
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Records published so far. */
  public long published() {
    return published;
  }

  /**
   * Publishes until the topic holds so many records, and waits until the broker has them.
   *
   * @param progress told now and then how many there are
   * @throws IllegalStateException the broker refused one
   */
  public void fillTo(long records, LongConsumer progress) {
    AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    while (published < records && failure.get() == null) {
      int place = (int) (published % order.size());
      if (place == 0) {
        Collections.shuffle(order, random);
      }
      producer.send(
          record(order.get(place)),
          (metadata, error) -> {
            if (error != null) {
              failure.compareAndSet(null, error);
            }
          });
      published++;
      if (published % PROGRESS_EVERY == 0) {
        progress.accept(published);
      }
    }
    producer.flush();
    Exception error = failure.get();
    if (error != null) {
      throw new IllegalStateException("the backlog could not be published: " + error, error);
    }
  }

  private ProducerRecord<byte[], byte[]> record(ContentItem item) {
    String id = item.contentId() + "#" + published;
    ContentItem now =
        new ContentItem(
            id,
            item.tenant(),
            item.mediaType(),
            item.payload(),
            item.title(),
            item.attributes(),
            Instant.now());
    return new ProducerRecord<>(
        topic,
        (int) (published % partitions),
        id.getBytes(StandardCharsets.UTF_8),
        ContentEvents.write(now));
  }

  @Override
  public void close() {
    producer.close();
  }
}
