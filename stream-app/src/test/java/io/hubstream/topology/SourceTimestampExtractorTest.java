package io.hubstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTimestampExtractorTest {
  private final RecordHeaders headers = new RecordHeaders();

  @ParameterizedTest
  @ValueSource(longs = {0, 1, Long.MAX_VALUE})
  void shouldTakeTheRecordsOwnTimestamp(long timestamp) {
    // When
    long extracted = extract(timestamp);

    // Then
    assertThat(extracted).isEqualTo(timestamp);
    assertThat(headers).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, -1_234, Long.MIN_VALUE})
  void shouldMarkARecordWithANegativeTimestampInsteadOfLosingIt(long timestamp) {
    // When
    long extracted = extract(timestamp);

    // Then
    assertThat(extracted).isZero();
    Header marker = headers.lastHeader(SourceTimestampExtractor.NEGATIVE_TIMESTAMP_HEADER);
    assertThat(SourceTimestampExtractor.negativeTimestamp(marker)).isEqualTo(timestamp);
  }

  @Test
  void shouldNotBelieveAMarkerThatCameWithTheRecord() {
    // Given
    headers.add(
        SourceTimestampExtractor.NEGATIVE_TIMESTAMP_HEADER,
        ByteBuffer.allocate(Long.BYTES).putLong(-5).array());

    // When
    extract(7);

    // Then
    assertThat(headers).isEmpty();
  }

  private long extract(long timestamp) {
    return new SourceTimestampExtractor()
        .extract(
            new ConsumerRecord<>(
                "content",
                0,
                0,
                timestamp,
                TimestampType.CREATE_TIME,
                0,
                0,
                null,
                null,
                headers,
                Optional.empty()),
            0);
  }
}
