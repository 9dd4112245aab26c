package io.hubstream.bench.workload;

import io.hubstream.content.ContentItem;
import io.hubstream.records.TopicCodecs;
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
 * content ids, in turn to each partition. A hidden one shows its records all at once.
 *
 * <p>Owned by one thread; {@link #close()} gives up the connection.
 */
public final class Backlog implements AutoCloseable {
  private static final int PROGRESS_EVERY = 1_000;

  /** The longest that records stay hidden: what a broker allows by default. */
  private static final int HIDDEN_MS = 900_000;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;
  private final List<ContentItem> order;
  private final Random random;
  private final boolean hidden;
  private final TopicCodecs codecs;
  private boolean begun;
  private long published;

  /**
   * @param bootstrapServers the broker
   * @param seed of the order
   * @param codecs know the wire format
   */
  public Backlog(
      String bootstrapServers,
      String topic,
      int partitions,
      List<ContentItem> items,
      long seed,
      TopicCodecs codecs) {
    this(
        producer(bootstrapServers, Map.of()),
        new Place(topic, partitions),
        items,
        seed,
        false,
        codecs);
  }

  private Backlog(
      Producer<byte[], byte[]> producer,
      Place place,
      List<ContentItem> items,
      long seed,
      boolean hidden,
      TopicCodecs codecs) {
    this.codecs = codecs;
    this.topic = place.topic();
    this.partitions = place.partitions();
    this.order = new ArrayList<>(items);
    this.random = new Random(seed);
    this.producer = producer;
    this.hidden = hidden;
  }

  private record Place(String topic, int partitions) {}

  /**
   * A backlog whose records nobody who reads committed records sees before {@link #reveal}.
   *
   * @param bootstrapServers the broker
   * @param seed of the order
   * @param codecs know the wire format
   */
  public static Backlog hidden(
      String bootstrapServers,
      String topic,
      int partitions,
      List<ContentItem> items,
      long seed,
      TopicCodecs codecs) {
    Map<String, Object> transactional =
        Map.of(
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            "backlog-" + topic,
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            HIDDEN_MS);
    Producer<byte[], byte[]> producer = producer(bootstrapServers, transactional);
    producer.initTransactions();
    return new Backlog(producer, new Place(topic, partitions), items, seed, true, codecs);
  }

  private static Producer<byte[], byte[]> producer(
      String bootstrapServers, Map<String, Object> more) {
    Map<String, Object> settings = new HashMap<>(more);
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
    if (hidden && !begun) {
      producer.beginTransaction();
      begun = true;
    }
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

  /** Shows what was published since the last call, all at once; of a hidden backlog only. */
  public void reveal() {
    producer.commitTransaction();
    begun = false;
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
    TopicCodecs.Encoded event = codecs.encode(topic, now);
    return new ProducerRecord<>(
        topic,
        (int) (published % partitions),
        id.getBytes(StandardCharsets.UTF_8),
        event.value(),
        event.headers());
  }

  @Override
  public void close() {
    producer.close();
  }
}
