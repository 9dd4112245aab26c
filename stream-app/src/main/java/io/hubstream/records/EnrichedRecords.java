package io.hubstream.records;

import io.hubstream.content.Outcome;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Timings;
import io.hubstream.schemas.EnrichedContent;
import io.hubstream.schemas.EnrichedContentDeserializer;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Results as bytes. Safe for any thread. */
public final class EnrichedRecords {
  private static final EnrichedContentDeserializer READER = new EnrichedContentDeserializer();

  private final Supplier<RuntimeEnvironment> environment;
  private volatile @Nullable EnrichedEncoder encoder;

  public EnrichedRecords(RuntimeEnvironment environment) {
    this(() -> environment);
  }

  /**
   * @param environment asked for the first result; always gives the same
   */
  public EnrichedRecords(Supplier<RuntimeEnvironment> environment) {
    this.environment = environment;
  }

  private EnrichedEncoder encoder() {
    EnrichedEncoder known = encoder;
    if (known == null) {
      known = new EnrichedEncoder(environment.get());
      encoder = known;
    }
    return known;
  }

  /** Writes a result. */
  public byte[] write(SourcePosition position, Outcome.Enriched outcome, Instant enrichedAt) {
    return encoder().write(position, outcome, enrichedAt);
  }

  /**
   * Reads a result back.
   *
   * @throws SerializationException when the bytes are not one
   */
  public static EnrichedView read(String topic, byte[] value) {
    EnrichedContent record = READER.deserialize(topic, value);
    if (record == null) {
      throw new SerializationException("a null value is no result");
    }
    io.hubstream.schemas.Timings timings = record.getTimings();
    SourcePosition position =
        new SourcePosition(
            record.getSourceTopic(), record.getSourcePartition(), record.getSourceOffset());
    if (!position.resultId().equals(record.getResultId())) {
      throw new SerializationException(
          "a result of %s bears the id %s".formatted(position, record.getResultId()));
    }
    return new EnrichedView(
        position,
        record.getContentId(),
        record.getMediaType(),
        Optional.ofNullable(record.getTitle()),
        record.getContentSha256(),
        record.getRoute(),
        record.getResults().stream().map(ModelResultRecords::fromAvro).toList(),
        new Timings(
            timings.getPayloadMicros(),
            timings.getDecodeMicros(),
            timings.getInferenceMicros(),
            timings.getTotalMicros()),
        record.getProvenance().getInstance(),
        record.getProducedAt(),
        record.getEnrichedAt());
  }
}
