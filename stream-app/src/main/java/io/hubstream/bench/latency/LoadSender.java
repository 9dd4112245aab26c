package io.hubstream.bench.latency;

import io.hubstream.content.ContentItem;
import io.hubstream.records.TopicCodecs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Sends content one record at a time, at once: the items again and again, each time in an order of
 * its own, in turn to each partition. Their bytes are made once.
 *
 * <p>Owned by one thread, which is all that may send. Close gives up the connection.
 */
final class LoadSender implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final int partitions;
  private final List<Event> order;
  private final Random random;
  private final ClockPair clocks = ClockPair.now();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private long sent;

  private record Event(byte[] key, TopicCodecs.Encoded encoded) {
    static Event of(ContentItem item, String topic, TopicCodecs codecs) {
      return new Event(
          item.contentId().getBytes(StandardCharsets.UTF_8), codecs.encode(topic, item));
    }

    List<Header> headers(Due due) {
      List<Header> headers = new ArrayList<>();
      encoded.headers().forEach(headers::add);
      headers.add(due.toHeader());
      return headers;
    }
  }

  LoadSender(
      String bootstrapServers,
      String topic,
      int partitions,
      List<ContentItem> items,
      long seed,
      TopicCodecs codecs) {
    this.topic = topic;
    this.partitions = partitions;
    this.order =
        new ArrayList<>(items.stream().map(item -> Event.of(item, topic, codecs)).toList());
    this.random = new Random(seed);
    this.producer = producer(bootstrapServers);
  }

  private static Producer<byte[], byte[]> producer(String bootstrapServers) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Records sent so far. */
  long sent() {
    return sent;
  }

  /**
   * Sends the next record; its timestamp is when it was due.
   *
   * @throws IllegalStateException the broker refused an earlier one
   */
  void send(Due due) {
    requireAccepted();
    int place = (int) (sent % order.size());
    if (place == 0) {
      Collections.shuffle(order, random);
    }
    Event event = order.get(place);
    producer.send(
        new ProducerRecord<>(
            topic,
            (int) (sent % partitions),
            clocks.millisAt(due.nanos()),
            event.key(),
            event.encoded().value(),
            event.headers(due)),
        (metadata, error) -> {
          if (error != null) {
            failure.compareAndSet(null, error);
          }
        });
    sent++;
  }

  /**
   * @throws IllegalStateException the broker refused a record
   */
  void requireAccepted() {
    Exception error = failure.get();
    if (error != null) {
      throw new IllegalStateException("the load could not be published: " + error, error);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
