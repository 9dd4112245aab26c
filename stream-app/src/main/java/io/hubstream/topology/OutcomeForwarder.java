package io.hubstream.topology;

import io.hubstream.audit.SpanTracker;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Outcome;
import io.hubstream.content.Sha256;
import io.hubstream.content.Span;
import io.hubstream.content.Stage;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.DeadLetterHeaders;
import io.hubstream.topology.hook.RecordScope;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * Forwards outcomes to the sinks and keeps the spans of what was forwarded.
 *
 * <p>Owner thread: the task's stream thread. The caller sets the record scope.
 */
final class OutcomeForwarder {
  private static final String CONTENT_TYPE = "content-type";

  /** At most: the header of a batch of one record, and the record's own. */
  private static final int RECORD_OVERHEAD = 128;

  private static final int HEADER_OVERHEAD = 10;

  private final ProcessorContext<byte[], Outbound> context;
  private final OutcomeWriters writers;
  private final TaskSettings settings;
  private final EnrichmentMetrics metrics;
  private final SpanTracker spans;
  private RecordScope.@Nullable Captured lastScope;

  OutcomeForwarder(
      ProcessorContext<byte[], Outbound> context,
      OutcomeWriters writers,
      TaskSettings settings,
      EnrichmentMetrics metrics) {
    this.context = context;
    this.writers = writers;
    this.settings = settings;
    this.metrics = metrics;
    this.spans = new SpanTracker(settings.atLeastOnce());
  }

  /** Forwards the outcome of an entry and counts it in its span. */
  void forward(InFlightWindow.Entry entry, Outcome outcome) {
    Instant now = writers.clock().instant();
    Outcome forwarded = outcome;
    if (outcome instanceof Outcome.Enriched enriched) {
      forwarded = forwardEnriched(entry, enriched, now);
    } else if (outcome instanceof Outcome.DeadLettered deadLettered) {
      forwardDeadLetter(entry, deadLettered);
    } else {
      forwardResult(entry, outcome, null, resultHeaders(entry));
    }
    spans.record(entry.set().versions(), entry.set().registryOffset(), entry.position(), forwarded);
    lastScope = entry.scope();
    metrics.outcome(forwarded, now.toEpochMilli() - entry.record().timestamp());
  }

  /**
   * A result that would pass the broker's limit goes without the results of its chunks, and says
   * so; one that is too large even then is a dead letter.
   */
  private Outcome forwardEnriched(
      InFlightWindow.Entry entry, Outcome.Enriched outcome, Instant now) {
    byte[] value = writers.enriched().write(entry.position(), outcome, now);
    Headers headers = writers.enriched().framed(resultHeaders(entry));
    long size = size(entry.record().key(), value, headers);
    if (size <= settings.maxValueBytes()) {
      forwardResult(entry, outcome, value, headers);
      return outcome;
    }
    Optional<Outcome.Enriched> smaller = ChunkLists.without(outcome);
    if (smaller.isPresent()) {
      byte[] shorter = writers.enriched().write(entry.position(), smaller.get(), now);
      Headers marked = ChunkLists.marked(headers, size);
      if (size(entry.record().key(), shorter, marked) <= settings.maxValueBytes()) {
        forwardResult(entry, smaller.get(), shorter, marked);
        return smaller.get();
      }
    }
    Outcome.DeadLettered tooLarge = tooLarge(size);
    forwardDeadLetter(entry, tooLarge);
    return tooLarge;
  }

  /** Forwards every span that grew since the last call; part of the commit. */
  void forwardSpans(RecordScope scope) {
    RecordScope.Captured captured = lastScope;
    if (captured == null) {
      return;
    }
    Instant now = writers.clock().instant();
    for (Span span : spans.takeChanged()) {
      AuditRecords.KeyedEvent event = writers.audit().span(span, now);
      Record<byte[], Outbound> record =
          new Record<>(
              event.key(),
              new Outbound(span.first().partition(), event.value()),
              now.toEpochMilli(),
              event.headers());
      scope.run(captured, () -> context.forward(record, NodeNames.AUDIT_SINK));
    }
  }

  /** Without those that describe the input's framing. */
  private static Headers resultHeaders(InFlightWindow.Entry entry) {
    Headers headers = entry.record().headers();
    if (headers.lastHeader(CONTENT_TYPE) == null) {
      return headers;
    }
    Headers kept = new RecordHeaders(headers);
    kept.remove(CONTENT_TYPE);
    return kept;
  }

  private void forwardResult(
      InFlightWindow.Entry entry, Outcome outcome, byte @Nullable [] value, Headers headers) {
    Record<byte[], byte[]> record = entry.record();
    context.forward(
        new Record<>(
            key(entry, outcome),
            new Outbound(entry.position().partition(), value),
            record.timestamp(),
            headers),
        NodeNames.ENRICHED_SINK);
  }

  /** A record without a key is keyed by its content id, as a compacted topic demands a key. */
  private static byte @Nullable [] key(InFlightWindow.Entry entry, Outcome outcome) {
    byte[] key = entry.record().key();
    return key == null && outcome instanceof Outcome.Enriched enriched
        ? enriched.item().contentId().getBytes(StandardCharsets.UTF_8)
        : key;
  }

  private void forwardDeadLetter(InFlightWindow.Entry entry, Outcome.DeadLettered cause) {
    Record<byte[], byte[]> record = entry.record();
    Headers headers = DeadLetterHeaders.of(record.headers(), entry.position(), cause);
    byte[] value = record.value();
    if (value != null && size(record.key(), value, headers) > settings.maxValueBytes()) {
      DeadLetterHeaders.addValueOmitted(headers, value.length, Sha256.hex(ByteBuffer.wrap(value)));
      value = null;
    }
    context.forward(
        new Record<>(
            record.key(),
            new Outbound(entry.position().partition(), value),
            record.timestamp(),
            headers),
        NodeNames.DEAD_LETTERS_SINK);
    metrics.deadLetter(cause.kind());
  }

  /** What the producer and the broker count: a record that passes their limit kills the task. */
  private static long size(byte @Nullable [] key, byte[] value, Headers headers) {
    long size = RECORD_OVERHEAD + (key == null ? 0 : key.length) + (long) value.length;
    for (Header header : headers) {
      size += HEADER_OVERHEAD + Utils.utf8Length(header.key());
      size += header.value() == null ? 0 : header.value().length;
    }
    return size;
  }

  private Outcome.DeadLettered tooLarge(long length) {
    return new Outcome.DeadLettered(
        FailureKind.RESULT_TOO_LARGE,
        Stage.ASSEMBLE,
        "the result has %d bytes with its key and headers, result.max.bytes is %d"
            .formatted(length, settings.maxValueBytes()),
        Optional.empty());
  }
}
