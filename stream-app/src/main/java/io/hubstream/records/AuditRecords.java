package io.hubstream.records;

import io.hubstream.content.ModelVersion;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.SpanCounts;
import io.hubstream.schemas.Environment;
import io.hubstream.schemas.Guarantee;
import io.hubstream.schemas.Lifecycle;
import io.hubstream.schemas.LifecyclePhase;
import io.hubstream.schemas.ModelAudit;
import io.hubstream.schemas.ModelAuditDeserializer;
import io.hubstream.schemas.Span;
import io.hubstream.schemas.SpanModel;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Audit events as keys and bytes: written in the wire format of their topic, read in Avro's
 * single-object encoding; {@link TopicCodecs} reads the others. Safe for any thread.
 */
public final class AuditRecords {
  private static final ModelAuditDeserializer READER = new ModelAuditDeserializer();
  private static final int SPAN_KEY_WITH_RUN = 5;

  private final TopicCodecs codecs;
  private final String topic;
  private final Guarantee guarantee;
  private final Supplier<RuntimeEnvironment> environment;
  private volatile @Nullable Author author;

  /**
   * @param atLeastOnce the guarantee in force
   */
  public AuditRecords(RuntimeEnvironment environment, boolean atLeastOnce) {
    this(() -> environment, atLeastOnce);
  }

  /**
   * @param environment asked for the first event; always gives the same
   * @param atLeastOnce the guarantee in force
   */
  public AuditRecords(Supplier<RuntimeEnvironment> environment, boolean atLeastOnce) {
    this(environment, atLeastOnce, TopicCodecs.SINGLE_OBJECT, "hubstream");
  }

  /**
   * @param environment asked for the first event; always gives the same
   * @param atLeastOnce the guarantee in force
   * @param codecs know the wire format
   * @param topic where the events go
   */
  public AuditRecords(
      Supplier<RuntimeEnvironment> environment,
      boolean atLeastOnce,
      TopicCodecs codecs,
      String topic) {
    this.codecs = codecs;
    this.topic = topic;
    this.environment = environment;
    this.guarantee = atLeastOnce ? Guarantee.AT_LEAST_ONCE : Guarantee.EXACTLY_ONCE;
  }

  private Author author() {
    Author known = author;
    if (known == null) {
      known = Author.of(environment.get());
      author = known;
    }
    return known;
  }

  /** Who writes. */
  private record Author(String instance, Environment environment) {
    static Author of(RuntimeEnvironment environment) {
      return new Author(environment.instance(), Environments.toAvro(environment));
    }
  }

  /**
   * Bytes of an event with their key.
   *
   * @param headers that the wire format needs
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record KeyedEvent(byte[] key, byte[] value, Headers headers) {}

  /** A span: the same key while it grows, so that compaction keeps its latest form. */
  public KeyedEvent span(io.hubstream.content.Span span, Instant at) {
    SourcePosition first = span.first();
    String start = "span|%s|%d|%d".formatted(first.topic(), first.partition(), first.offset());
    String id = span.run().isEmpty() ? start : start + '|' + span.run();
    Span body =
        Span.newBuilder()
            .setTopic(first.topic())
            .setPartition(first.partition())
            .setFirstOffset(first.offset())
            .setLastOffset(span.lastOffset())
            .setModels(
                span.models().stream()
                    .map(m -> new SpanModel(m.model(), m.version(), m.digest()))
                    .toList())
            .setResults(span.counts().results())
            .setDeadLetters(span.counts().deadLetters())
            .setDeletions(span.counts().deletions())
            .setMayOverlap(span.mayOverlap())
            .setRegistryOffset(span.registryOffset() < 0 ? null : span.registryOffset())
            .build();
    return event(id, at, body);
  }

  /**
   * A lifecycle step, with a key of its own. That of a freeze, and of its end, is the registry row
   * that says so: however many instances tell of it, and however often they start, it is one line.
   * So are all attempts of one instance to follow a row that it will try again.
   */
  public KeyedEvent lifecycle(LifecycleEvent event) {
    return lifecycle(
        event, "lifecycle|%s|%s|%s".formatted(event.model(), event.phase(), own(event)));
  }

  /** A lifecycle step under an id of the caller's: written again, it replaces itself. */
  public KeyedEvent lifecycle(LifecycleEvent event, String id) {
    Lifecycle.Builder body =
        Lifecycle.newBuilder()
            .setModel(event.model())
            .setPhase(LifecyclePhase.valueOf(event.phase().name()))
            .setRejectedIn(
                event.detail().rejectedIn().map(p -> LifecyclePhase.valueOf(p.name())).orElse(null))
            .setReason(event.reason().orElse(null))
            .setDurationMillis(event.took().map(Duration::toMillis).orElse(null))
            .setRegistryOffset(event.registryOffset() < 0 ? null : event.registryOffset())
            .setRequestedBy(event.origin().requestedBy().orElse(null))
            .setArtifactUri(event.origin().artifactUri().map(URI::toString).orElse(null))
            .setLineage(event.origin().lineage())
            .setEnvironment(author().environment());
    event.version().ifPresent(v -> body.setVersion(v.version()).setDigest(v.digest()));
    event.previous().ifPresent(v -> body.setFromVersion(v.version()).setFromDigest(v.digest()));
    return event(id, event.at(), body.build());
  }

  private String own(LifecycleEvent event) {
    boolean ofRow = event.phase() == Phase.FROZEN || event.phase() == Phase.UNFROZEN;
    if (ofRow) {
      return Long.toString(event.registryOffset());
    }
    return event.triesAgain()
        ? "again|%d|%s".formatted(event.registryOffset(), author().instance())
        : UUID.randomUUID().toString();
  }

  /**
   * Reads an event back.
   *
   * @throws SerializationException when the bytes are not one
   */
  public static AuditView read(String topic, byte[] value) {
    return view(READER.deserialize(topic, value));
  }

  static AuditView view(@Nullable ModelAudit audit) {
    if (audit == null) {
      throw new SerializationException("a null value is no audit event");
    }
    if (audit.getBody() instanceof Span span) {
      return new AuditView.SpanView(
          audit.getId(),
          audit.getInstance(),
          audit.getAt(),
          audit.getGuarantee() == Guarantee.AT_LEAST_ONCE,
          span(span, run(audit.getId())));
    }
    Lifecycle body = (Lifecycle) audit.getBody();
    return new AuditView.LifecycleView(
        audit.getId(),
        audit.getInstance(),
        audit.getAt(),
        lifecycle(audit.getAt(), body),
        Optional.ofNullable(body.getEnvironment())
            .map(environment -> Environments.fromAvro(audit.getInstance(), environment)));
  }

  private KeyedEvent event(String id, Instant at, Object body) {
    ModelAudit audit =
        ModelAudit.newBuilder()
            .setId(id)
            .setInstance(author().instance())
            .setAt(at)
            .setGuarantee(guarantee)
            .setBody(body)
            .build();
    TopicCodecs.Encoded encoded = codecs.encode(topic, audit);
    return new KeyedEvent(id.getBytes(StandardCharsets.UTF_8), encoded.value(), encoded.headers());
  }

  /** A span's key is its first record and, where that is not enough, its run. */
  private static String run(String id) {
    String[] parts = id.split("\\|", -1);
    return parts.length == SPAN_KEY_WITH_RUN ? parts[SPAN_KEY_WITH_RUN - 1] : "";
  }

  private static io.hubstream.content.Span span(Span span, String run) {
    return new io.hubstream.content.Span(
        new SourcePosition(span.getTopic(), span.getPartition(), span.getFirstOffset()),
        span.getLastOffset(),
        span.getModels().stream()
            .map(m -> new ModelVersion(m.getModel(), m.getVersion(), m.getDigest()))
            .toList(),
        new SpanCounts(span.getResults(), span.getDeadLetters(), span.getDeletions()),
        span.getMayOverlap(),
        offset(span.getRegistryOffset()),
        run);
  }

  private static LifecycleEvent lifecycle(Instant at, Lifecycle body) {
    return new LifecycleEvent(
        at,
        body.getModel(),
        phase(body.getPhase()),
        version(body.getModel(), body.getVersion(), body.getDigest()),
        version(body.getModel(), body.getFromVersion(), body.getFromDigest()),
        new LifecycleEvent.Detail(
            Optional.ofNullable(body.getReason()),
            Optional.ofNullable(body.getDurationMillis()).map(Duration::ofMillis),
            Optional.ofNullable(body.getRejectedIn()).map(AuditRecords::phase)),
        new LifecycleEvent.Origin(
            offset(body.getRegistryOffset()),
            Optional.ofNullable(body.getRequestedBy()),
            Optional.ofNullable(body.getArtifactUri()).map(UriText::parse),
            body.getLineage()));
  }

  private static Phase phase(LifecyclePhase phase) {
    if (phase == LifecyclePhase.UNKNOWN) {
      throw new SerializationException(
          "the audit event names a phase that this version does not know: upgrade the reader");
    }
    return Phase.valueOf(phase.name());
  }

  private static Optional<ModelVersion> version(
      String model, @Nullable String version, @Nullable String digest) {
    return version == null
        ? Optional.empty()
        : Optional.of(new ModelVersion(model, version, digest == null ? "" : digest));
  }

  private static long offset(@Nullable Long offset) {
    return offset == null ? -1 : offset;
  }
}
