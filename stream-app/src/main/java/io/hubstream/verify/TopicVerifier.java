package io.hubstream.verify;

import io.hubstream.content.FailureKind;
import io.hubstream.content.ModelResult;
import io.hubstream.records.AuditView;
import io.hubstream.records.EnrichedView;
import io.hubstream.records.TopicCodecs;
import io.hubstream.serving.Phase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Reads content, audit, results and dead letters back with a consumer of its own, and checks them
 * against each other. Let the stream come to rest first: what is in flight counts as missing.
 *
 * <p>Owned by one thread; blocks while it reads. Values are looked at one by one and not kept.
 */
public final class TopicVerifier {
  private static final Duration SILENCE = Duration.ofSeconds(30);

  private final Map<String, Object> consumerProperties;
  private final Sources sources;
  private final TopicCodecs codecs;

  /** The four topics to read. */
  public record Sources(String content, String enriched, String deadLetters, String audit) {}

  /** Told of everything that was read, in the order of the topics. */
  public interface Listener {
    Listener NONE = new Listener() {};

    /** A result, repetitions included. */
    default void onResult(EnrichedView result) {}

    /** A dead letter, repetitions included. */
    default void onDeadLetter(DeadLetter letter) {}

    /** An audit event; of a span its last state only. */
    default void onAudit(AuditView event) {}
  }

  /**
   * @param consumerProperties where the brokers are, and how to get in
   */
  public TopicVerifier(Map<String, Object> consumerProperties, Sources sources) {
    this(consumerProperties, sources, TopicCodecs.SINGLE_OBJECT);
  }

  /**
   * @param consumerProperties where the brokers are, and how to get in
   * @param codecs know the wire formats
   */
  public TopicVerifier(
      Map<String, Object> consumerProperties, Sources sources, TopicCodecs codecs) {
    this.codecs = codecs;
    this.consumerProperties = Map.copyOf(consumerProperties);
    this.sources = sources;
  }

  /**
   * Reads everything and gives the verdict.
   *
   * @throws IllegalStateException a topic is not there or cannot be read to its end
   */
  public Verification verify(Listener listener) {
    return verify(
        listener,
        (reader, ledger) ->
            reader.read(sources.content(), SILENCE, record -> published(ledger, record)));
  }

  /**
   * Reads the content up to where the group has committed, everything else to its end, and gives
   * the verdict: for a stream that came to rest before the end of its content.
   *
   * @param committed the group's offsets on the content topic, by partition
   * @throws IllegalStateException a topic is not there or cannot be read to its end
   */
  public Verification verify(Listener listener, Map<Integer, Long> committed) {
    return verify(
        listener,
        (reader, ledger) ->
            reader.read(
                sources.content(), committed, SILENCE, record -> published(ledger, record)));
  }

  private Verification verify(
      Listener listener, BiConsumer<CommittedReader, VerificationLedger> readContent) {
    VerificationLedger ledger = new VerificationLedger(sources.content());
    try (CommittedReader reader = new CommittedReader(consumerProperties)) {
      readContent.accept(reader, ledger);
      readAudit(reader, ledger, listener);
      reader.read(sources.enriched(), SILENCE, record -> enriched(ledger, record, listener));
      reader.read(sources.deadLetters(), SILENCE, record -> deadLetter(ledger, record, listener));
    }
    return ledger.verdict();
  }

  private static void published(VerificationLedger ledger, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      ledger.publishedDeletion(record.partition(), record.offset(), DeadLetter.text(record.key()));
    } else {
      ledger.published(record.partition(), record.offset());
    }
  }

  private void readAudit(CommittedReader reader, VerificationLedger ledger, Listener listener) {
    Map<String, AuditView> lastById = new LinkedHashMap<>();
    reader.read(
        sources.audit(),
        SILENCE,
        record -> {
          if (record.value() != null) {
            AuditView event = codecs.audit(record);
            lastById.put(event.id(), event);
          }
        });
    for (AuditView event : lastById.values()) {
      listener.onAudit(event);
      if (event instanceof AuditView.SpanView span) {
        ledger.span(span.span());
      } else if (event instanceof AuditView.LifecycleView step
          && step.event().phase() == Phase.REGRESSED) {
        ledger.regressed(step.event().reason().orElse(""));
      }
    }
  }

  private void enriched(
      VerificationLedger ledger, ConsumerRecord<byte[], byte[]> record, Listener listener) {
    if (record.value() == null) {
      ledger.deletion(record.partition(), DeadLetter.text(record.key()));
      return;
    }
    EnrichedView result = codecs.enriched(record);
    ledger.result(
        record.partition(),
        result.position(),
        result.results().stream().map(ModelResult::version).toList());
    listener.onResult(result);
  }

  private static void deadLetter(
      VerificationLedger ledger, ConsumerRecord<byte[], byte[]> record, Listener listener) {
    DeadLetter letter =
        DeadLetter.of(record)
            .orElseThrow(
                () ->
                    new SerializationException(
                        "the dead letter %s-%d-%d does not say which record it was"
                            .formatted(record.topic(), record.partition(), record.offset())));
    if (letter.kind().equals(FailureKind.REGISTRY_EVENT.name())) {
      return; // It was no content, and is not of the content topic.
    }
    ledger.deadLetter(letter.source());
    listener.onDeadLetter(letter);
  }
}
