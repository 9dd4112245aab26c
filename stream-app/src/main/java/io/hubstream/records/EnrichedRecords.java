package io.hubstream.records;

import io.hubstream.content.ContentItem;
import io.hubstream.content.Outcome;
import io.hubstream.content.Payload;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Timings;
import io.hubstream.schemas.EnrichedContent;
import io.hubstream.schemas.EnrichedContentDeserializer;
import io.hubstream.schemas.EnrichedContentSerializer;
import io.hubstream.schemas.PayloadReference;
import io.hubstream.schemas.Provenance;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Results as bytes. Safe for any thread. */
public final class EnrichedRecords {
  private static final EnrichedContentDeserializer READER = new EnrichedContentDeserializer();

  private final EnrichedContentSerializer writer = new EnrichedContentSerializer();
  private final Provenance provenance;

  public EnrichedRecords(RuntimeEnvironment environment) {
    this.provenance =
        Provenance.newBuilder()
            .setApplicationVersion(environment.applicationVersion())
            .setTensorflowVersion(environment.tensorflowVersion())
            .setInstance(environment.instance())
            .setJvm(environment.platform().jvm())
            .setOs(environment.platform().os())
            .build();
  }

  /** Writes a result. */
  public byte[] write(SourcePosition position, Outcome.Enriched outcome, Instant enrichedAt) {
    ContentItem item = outcome.item();
    EnrichedContent record =
        EnrichedContent.newBuilder()
            .setResultId(position.resultId())
            .setSourceTopic(position.topic())
            .setSourcePartition(position.partition())
            .setSourceOffset(position.offset())
            .setContentId(item.contentId())
            .setTenant(item.tenant().orElse(null))
            .setMediaType(item.mediaType())
            .setTitle(item.title().orElse(null))
            .setContentSha256(outcome.contentSha256())
            .setPayloadReference(referenceOf(item.payload()))
            .setRoute(outcome.route())
            .setResults(outcome.results().stream().map(ModelResultRecords::toAvro).toList())
            .setProvenance(provenance)
            .setTimings(timings(outcome.timings()))
            .setProducedAt(item.producedAt())
            .setEnrichedAt(enrichedAt)
            .build();
    return Avro.bytes(writer, record);
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
    return new EnrichedView(
        new SourcePosition(
            record.getSourceTopic(), record.getSourcePartition(), record.getSourceOffset()),
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

  private static @Nullable PayloadReference referenceOf(Payload payload) {
    return payload instanceof Payload.Reference reference ? Avro.reference(reference) : null;
  }

  private static io.hubstream.schemas.Timings timings(Timings timings) {
    return io.hubstream.schemas.Timings.newBuilder()
        .setPayloadMicros(timings.payloadMicros())
        .setDecodeMicros(timings.decodeMicros())
        .setInferenceMicros(timings.inferenceMicros())
        .setTotalMicros(timings.totalMicros())
        .build();
  }
}
