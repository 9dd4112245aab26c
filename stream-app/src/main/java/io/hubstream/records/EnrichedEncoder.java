package io.hubstream.records;

import io.hubstream.content.ChunkResult;
import io.hubstream.content.ContentItem;
import io.hubstream.content.Embedding;
import io.hubstream.content.Execution;
import io.hubstream.content.ModelResult;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.Outcome;
import io.hubstream.content.Payload;
import io.hubstream.content.ScoredLabel;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Timings;
import io.hubstream.schemas.ResultStatus;
import io.hubstream.schemas.WireFrame;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes results, framed as it is told, field by field in the order of the schema, and makes no
 * object of Avro's on the way: the generated classes' builders and lists of boxed floats cost more
 * for each record than all that Kafka Streams does for it. A test holds every byte against the
 * generated classes.
 *
 * <p>Safe for any thread; each keeps a small buffer.
 */
final class EnrichedEncoder {
  private final ThreadLocal<AvroBuffer> buffers = ThreadLocal.withInitial(AvroBuffer::new);
  private final byte[] prefix;
  private final byte[] provenance;

  /**
   * @param environment is the provenance of every result
   * @param frame stands before every result
   */
  EnrichedEncoder(RuntimeEnvironment environment, WireFrame frame) {
    this.prefix = frame.prefix();
    AvroBuffer out = new AvroBuffer();
    out.text(environment.applicationVersion());
    out.text(environment.tensorflowVersion());
    out.text(environment.instance());
    out.optionalText(environment.platform().jvm());
    out.optionalText(environment.platform().os());
    this.provenance = out.toArray();
  }

  byte[] write(SourcePosition position, Outcome.Enriched outcome, Instant enrichedAt) {
    AvroBuffer out = buffers.get();
    out.clear();
    out.raw(prefix);
    ContentItem item = outcome.item();
    out.text(position.resultId());
    out.text(position.topic());
    out.integer(position.partition());
    out.number(position.offset());
    out.text(item.contentId());
    out.optionalText(item.tenant().orElse(null));
    out.text(item.mediaType());
    out.optionalText(item.title().orElse(null));
    out.text(outcome.contentSha256());
    reference(out, item.payload());
    out.branch(false); // originPosition
    out.integer(0); // revision
    out.branch(false); // supersedes
    out.text(outcome.route());
    array(out, outcome.results(), EnrichedEncoder::result);
    out.raw(provenance);
    timings(out, outcome.timings());
    out.number(item.producedAt().toEpochMilli());
    out.number(enrichedAt.toEpochMilli());
    return out.toArray();
  }

  private static <T> void array(AvroBuffer out, List<T> items, BiConsumer<AvroBuffer, T> item) {
    out.beginArray(items.size());
    for (T value : items) {
      item.accept(out, value);
    }
    out.endArray();
  }

  private static void reference(AvroBuffer out, Payload payload) {
    out.branch(payload instanceof Payload.Reference);
    if (payload instanceof Payload.Reference reference) {
      out.text(reference.uri().toString());
      out.number(reference.length());
      out.text(reference.sha256());
      out.optionalText(reference.etag().orElse(null));
    }
  }

  private static void result(AvroBuffer out, ModelResult result) {
    ModelVersion version = result.version();
    out.text(version.model());
    out.text(version.version());
    out.text(version.digest());
    if (result instanceof ModelResult.Ok ok) {
      succeeded(out, ok);
    } else {
      failed(out, (ModelResult.Failed) result);
    }
  }

  private static void succeeded(AvroBuffer out, ModelResult.Ok ok) {
    out.integer(ResultStatus.OK.ordinal());
    out.branch(false); // failureKind
    out.branch(false); // failureReason
    embedding(out, ok.embedding());
    classification(out, ok.top());
    out.integer(ok.chunkCount());
    out.branch(!ok.chunks().isEmpty());
    if (!ok.chunks().isEmpty()) {
      array(out, ok.chunks(), EnrichedEncoder::chunk);
    }
    Execution execution = ok.execution();
    out.integer(execution.paddedBatchSize());
    out.integer(execution.batchSize());
    out.optionalText(execution.device());
    out.optionalText(ok.preprocessingId());
  }

  private static void failed(AvroBuffer out, ModelResult.Failed failed) {
    out.integer(ResultStatus.FAILED.ordinal());
    out.optionalText(failed.kind().name());
    out.optionalText(failed.reason());
    out.branch(false); // embedding
    out.branch(false); // classification
    out.integer(0); // chunkCount
    out.branch(false); // chunks
    out.integer(0); // paddedBatchSize
    out.integer(0); // batchSize
    out.branch(false); // device
    out.branch(false); // preprocessingId
  }

  private static void embedding(AvroBuffer out, Optional<Embedding> embedding) {
    out.branch(embedding.isPresent());
    if (embedding.isPresent()) {
      Embedding value = embedding.get();
      out.reals(value.vector());
      out.integer(value.vector().length);
      out.bool(value.normalised());
      out.text(value.spaceId());
    }
  }

  private static void classification(AvroBuffer out, List<ScoredLabel> top) {
    out.branch(!top.isEmpty());
    if (!top.isEmpty()) {
      array(out, top, EnrichedEncoder::label);
    }
  }

  private static void label(AvroBuffer out, ScoredLabel label) {
    out.text(label.label());
    out.integer(label.index());
    out.real(label.score());
  }

  private static void chunk(AvroBuffer out, ChunkResult chunk) {
    out.integer(chunk.index());
    out.integer(chunk.start());
    out.integer(chunk.end());
    embedding(out, chunk.embedding());
    classification(out, chunk.top());
  }

  private static void timings(AvroBuffer out, Timings timings) {
    out.number(timings.payloadMicros());
    out.number(timings.decodeMicros());
    out.number(0); // queuedMicros
    out.number(timings.inferenceMicros());
    out.number(timings.totalMicros());
  }
}
