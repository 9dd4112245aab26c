package io.hubstream.records;

import io.hubstream.content.Outcome;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Timings;
import io.hubstream.schemas.EnrichedContent;
import io.hubstream.schemas.EnrichedContentDeserializer;
import io.hubstream.schemas.WireFrame;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Results as bytes: written in the wire format of their topic, read in Avro's single-object
 * encoding; {@link TopicCodecs} reads the others. Safe for any thread.
 */
public final class EnrichedRecords {
  private static final EnrichedContentDeserializer READER = new EnrichedContentDeserializer();

  private final Supplier<RuntimeEnvironment> environment;
  private final Supplier<WireFrame> frames;
  private volatile @Nullable WireFrame frame;
  private volatile @Nullable EnrichedEncoder encoder;

  public EnrichedRecords(RuntimeEnvironment environment) {
    this(() -> environment);
  }

  /**
   * @param environment asked for the first result; always gives the same
   */
  public EnrichedRecords(Supplier<RuntimeEnvironment> environment) {
    this(environment, TopicCodecs.SINGLE_OBJECT, "");
  }

  /**
   * @param environment asked for the first result; always gives the same
   * @param codecs know the wire format
   * @param topic where the results go
   */
  public EnrichedRecords(
      Supplier<RuntimeEnvironment> environment, TopicCodecs codecs, String topic) {
    this.environment = environment;
    this.frames = () -> codecs.enrichedFrame(topic);
  }

  private WireFrame frame() {
    WireFrame known = frame;
    if (known == null) {
      known = frames.get();
      frame = known;
    }
    return known;
  }

  private EnrichedEncoder encoder() {
    EnrichedEncoder known = encoder;
    if (known == null) {
      known = new EnrichedEncoder(environment.get(), frame());
      encoder = known;
    }
    return known;
  }

  /**
   * The headers of a result: those that it carries on, and that of its own wire format, where that
   * has one.
   *
   * @param carried not changed
   */
  public Headers framed(Headers carried) {
    WireFrame own = frame();
    if (!own.hasHeader()) {
      return carried;
    }
    Headers headers = new RecordHeaders(carried);
    own.addTo(headers);
    return headers;
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
    return view(READER.deserialize(topic, value));
  }

  static EnrichedView view(@Nullable EnrichedContent record) {
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
