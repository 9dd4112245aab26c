package io.hubstream.schemas;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A producer of content and a consumer of results, with nothing but this jar and kafka-clients. */
final class ClientExample {

  private ClientExample() {}

  // tag::produce[]
  static void produce(Properties kafka, Path picture) throws Exception {
    kafka.put("key.serializer", StringSerializer.class);
    kafka.put("value.serializer", ContentEventSerializer.class);
    try (Producer<String, ContentEvent> producer = new KafkaProducer<>(kafka)) {
      producer.send(event(picture)).get();
    }
  }

  static ProducerRecord<String, ContentEvent> event(Path picture) throws IOException {
    ContentEvent event =
        ContentEvent.newBuilder()
            .setContentId(picture.getFileName().toString())
            .setMediaType("image/jpeg")
            .setPayload(new InlinePayload(ByteBuffer.wrap(Files.readAllBytes(picture))))
            .setProducedAt(Instant.now())
            .build();
    return new ProducerRecord<>("hubstream.content", event.getContentId(), event);
  }

  // end::produce[]

  // tag::consume[]
  static void consume(Properties kafka) {
    kafka.put("key.deserializer", StringDeserializer.class);
    kafka.put("value.deserializer", EnrichedContentDeserializer.class);
    kafka.put("isolation.level", "read_committed");
    try (Consumer<String, EnrichedContent> consumer = new KafkaConsumer<>(kafka)) {
      consumer.subscribe(List.of("hubstream.enriched"));
      while (true) {
        consumer.poll(Duration.ofSeconds(1)).forEach(record -> System.out.println(line(record)));
      }
    }
  }

  static String line(ConsumerRecord<String, EnrichedContent> record) {
    EnrichedContent content = record.value();
    if (content == null) {
      return record.key() + " was deleted";
    }
    StringBuilder line = new StringBuilder(content.getContentId());
    for (ModelResult result : content.getResults()) {
      line.append(", %s:%s ".formatted(result.getModel(), result.getVersion()));
      line.append(result.getStatus() == ResultStatus.OK ? "ok" : result.getFailureReason());
    }
    return line.toString();
  }
  // end::consume[]
}
