package io.hubstream.topology;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.ContentItem;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Outcome;
import io.hubstream.content.Payload;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Stage;
import io.hubstream.records.RegistryOutageException;
import io.hubstream.records.TopicCodecs;
import io.hubstream.routing.RoutePlan;
import io.hubstream.routing.Router;
import io.hubstream.serving.ServingSet;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Takes a record in: reads the event, chooses the route, starts the enrichment. What is wrong with
 * the record itself becomes its outcome at once. Called by stream threads.
 */
public final class RecordIntake {
  private final Router router;
  private final Enricher enricher;
  private final WindowPace pace;
  private final TopicCodecs codecs;
  private final SlowDocuments slowDocuments = new SlowDocuments();

  /** Content comes in Avro's single-object encoding. */
  public RecordIntake(Router router, Enricher enricher, WindowPace pace) {
    this(router, enricher, pace, TopicCodecs.SINGLE_OBJECT);
  }

  /**
   * @param codecs know the wire format
   */
  public RecordIntake(Router router, Enricher enricher, WindowPace pace, TopicCodecs codecs) {
    this.codecs = codecs;
    this.router = router;
    this.enricher = enricher;
    this.pace = pace;
  }

  WindowPace pace() {
    return pace;
  }

  Enricher enricher() {
    return enricher;
  }

  /**
   * What was started.
   *
   * @param bytes payload bytes that it will hold in memory
   */
  record Started(CompletableFuture<Outcome> future, long bytes) {}

  /**
   * @param position where the record stands
   * @param set the leased set; released when the outcome is known
   * @param wanted whether the outcome is still waited for
   * @param handover of the record's task
   */
  Started start(
      SourcePosition position,
      Record<byte[], byte[]> record,
      ServingSet set,
      BooleanSupplier wanted,
      Handover handover) {
    Started started;
    try {
      Optional<Outcome.DeadLettered> known = slowDocuments.known(position);
      started =
          known.isPresent()
              ? done(known.get())
              : read(position.topic(), record, set, wanted, handover);
    } catch (BadRecordException e) {
      started =
          done(
              new Outcome.DeadLettered(
                  e.kind(), e.stage(), String.valueOf(e.getMessage()), Optional.of(e)));
    } catch (RuntimeException | Error e) {
      set.release();
      throw e;
    }
    started
        .future()
        .whenComplete(
            (outcome, error) -> {
              set.release();
              if (outcome != null) {
                slowDocuments.learn(position, outcome);
              }
            });
    return started;
  }

  private Started read(
      String topic,
      Record<byte[], byte[]> record,
      ServingSet set,
      BooleanSupplier wanted,
      Handover handover)
      throws BadRecordException {
    Optional<Long> negative = takeNegativeTimestamp(record.headers());
    if (negative.isPresent()) {
      throw new BadRecordException(
          FailureKind.NEGATIVE_TIMESTAMP,
          Stage.INTAKE,
          "the record's timestamp is " + negative.get());
    }
    if (record.value() == null) {
      if (record.key() == null) {
        throw new BadRecordException(
            FailureKind.MALFORMED_EVENT,
            Stage.INTAKE,
            "key and value are null: nobody can tell which content was deleted");
      }
      return done(new Outcome.Deleted());
    }
    ContentItem item = event(topic, record);
    RoutePlan plan = router.plan(item, set);
    return new Started(
        enricher.enrich(item, plan, wanted, handover), heldBytes(record.value(), item.payload()));
  }

  /** A registry that gives no answer is an outage, like a payload store that gives none. */
  private ContentItem event(String topic, Record<byte[], byte[]> record) throws BadRecordException {
    try {
      return codecs.content(topic, record.headers(), record.value());
    } catch (RegistryOutageException e) {
      throw new TaskFailedException(String.valueOf(e.getMessage()), e.registry(), e);
    }
  }

  private static Started done(Outcome outcome) {
    return new Started(CompletableFuture.completedFuture(outcome), 0);
  }

  /** What is longer than any payload may be is never fetched: its record is a dead letter. */
  static long heldBytes(byte[] value, Payload payload) {
    return payload instanceof Payload.Reference reference
            && reference.length() >= 0
            && reference.length() <= Integer.MAX_VALUE
        ? value.length + reference.length()
        : value.length;
  }

  private static Optional<Long> takeNegativeTimestamp(Headers headers) {
    Header marker = headers.lastHeader(SourceTimestampExtractor.NEGATIVE_TIMESTAMP_HEADER);
    if (marker == null) {
      return Optional.empty();
    }
    headers.remove(SourceTimestampExtractor.NEGATIVE_TIMESTAMP_HEADER);
    return Optional.of(SourceTimestampExtractor.negativeTimestamp(marker));
  }
}
