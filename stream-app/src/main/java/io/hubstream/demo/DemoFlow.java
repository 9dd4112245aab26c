package io.hubstream.demo;

import io.hubstream.content.ContentItem;
import io.hubstream.records.TopicCodecs;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Publishes the demo's content so that models are swapped while records flow: a first share goes
 * out at full speed, then small groups until the swap took effect, then the rest.
 */
final class DemoFlow {
  private static final int GROUP = 4;
  private static final long GROUP_PAUSE_MS = 20;
  private static final double RESERVE = 0.25;

  private final Producer<byte[], byte[]> producer;
  private final String topic;
  private final TopicCodecs codecs;
  private final List<ContentItem> events;
  private final List<Future<RecordMetadata>> sent = new ArrayList<>();
  private int next;

  DemoFlow(
      Producer<byte[], byte[]> producer, String topic, TopicCodecs codecs, DemoOptions options) {
    this.codecs = codecs;
    this.producer = producer;
    this.topic = topic;
    this.events = events(options);
  }

  /** Each round in an order of its own; the ids of later rounds end with their number. */
  private static List<ContentItem> events(DemoOptions options) {
    Random random = new Random(options.seed());
    List<ContentItem> events = new ArrayList<>();
    for (int round = 0; round < options.repeat(); round++) {
      List<ContentItem> shuffled = new ArrayList<>(options.content());
      Collections.shuffle(shuffled, random);
      String suffix = round == 0 ? "" : "#" + (round + 1);
      for (ContentItem item : shuffled) {
        events.add(withId(item, item.contentId() + suffix));
      }
    }
    return events;
  }

  private static ContentItem withId(ContentItem item, String id) {
    return new ContentItem(
        id,
        item.tenant(),
        item.mediaType(),
        item.payload(),
        item.title(),
        item.attributes(),
        item.producedAt());
  }

  int total() {
    return events.size();
  }

  int published() {
    return next;
  }

  /** Publishes up to a share of all events, at full speed. */
  void publishShare(double share) {
    publishUpTo((int) Math.round(share * events.size()));
  }

  /** Publishes slowly until the condition holds, and keeps a reserve for afterwards. */
  void publishUntil(BooleanSupplier condition) throws InterruptedException {
    int last = (int) Math.round((1 - RESERVE) * events.size());
    while (!condition.getAsBoolean()) {
      publishUpTo(Math.min(last, next + GROUP));
      producer.flush();
      Thread.sleep(GROUP_PAUSE_MS);
    }
  }

  private void publishUpTo(int end) {
    while (next < Math.min(end, events.size())) {
      ContentItem item = events.get(next++);
      ContentItem now =
          new ContentItem(
              item.contentId(),
              item.tenant(),
              item.mediaType(),
              item.payload(),
              item.title(),
              item.attributes(),
              Instant.now());
      TopicCodecs.Encoded event = codecs.encode(topic, now);
      sent.add(
          producer.send(
              new ProducerRecord<>(
                  topic,
                  null,
                  now.contentId().getBytes(StandardCharsets.UTF_8),
                  event.value(),
                  event.headers())));
    }
  }

  /** Waits until the broker has everything. */
  void confirm() throws InterruptedException {
    producer.flush();
    for (Future<RecordMetadata> future : sent) {
      try {
        future.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException("an event was not published: " + e.getCause(), e);
      }
    }
  }
}
