package io.hubstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientExampleTest {

  @Test
  void shouldArriveWholeWhenTheExampleProducesAPicture(@TempDir Path folder) throws Exception {
    // Given
    byte[] jpeg = {(byte) 0xFF, (byte) 0xD8, 1, 2, 3};
    Path picture = Files.write(folder.resolve("cat.jpg"), jpeg);

    // When
    ProducerRecord<String, ContentEvent> sent = ClientExample.event(picture);
    ContentEvent received = Wire.read(ContentEvent.class, Wire.write(sent.value()));

    // Then
    assertThat(sent.key()).isEqualTo("cat.jpg").isEqualTo(received.getContentId());
    assertThat(((InlinePayload) received.getPayload()).getBytes()).isEqualTo(ByteBuffer.wrap(jpeg));
  }

  @Test
  void shouldShowEachModelWhenTheExampleReadsAResult() {
    // Given
    EnrichedContent received = Wire.read(EnrichedContent.class, Wire.write(Samples.enriched()));

    // When
    String line = ClientExample.line(new ConsumerRecord<>("t", 0, 0, "document-1", received));

    // Then
    assertThat(line).isEqualTo("document-1, clip:7 ok, use:4 the embedding holds NaN");
  }

  @Test
  void shouldSayDeletedWhenTheExampleReadsANullValue() {
    // Given
    ConsumerRecord<String, EnrichedContent> deleted =
        new ConsumerRecord<>("t", 0, 0, "document-1", null);

    // When
    String line = ClientExample.line(deleted);

    // Then
    assertThat(line).isEqualTo("document-1 was deleted");
  }
}
