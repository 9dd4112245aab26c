package io.hubstream.bridge;

import io.hubstream.content.SourcePosition;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The lines that a bridge writes to the audit: one for each version that was announced, one for
 * each event that could not be used. Their ids follow from the event, so that the same line written
 * again replaces itself. What a bridge must remember stands in their lineage.
 */
final class Trace {
  static final String POSITION = "position";
  static final String DIGEST = "sha256";
  static final String TIME = "eventTime";
  static final String SEQUENCER = "sequencer";
  static final String DECISION = "decision";

  private static final String ID = "lifecycle|%s|%s|%s";

  /** A line, with its id. */
  record Line(String id, LifecycleEvent event) {}

  private Trace() {}

  /**
   * A decision.
   *
   * @param offset of the registry's row, where there is one
   */
  static Line decided(
      Instant at, Announcement announcement, Decision decision, OptionalLong offset) {
    GridEvent event = announcement.event();
    DesiredVersion version = decision.version();
    Map<String, String> lineage = new HashMap<>(ofEvent(event));
    lineage.put(DECISION, decision.name());
    announcement.sequencer().blob().ifPresent(blob -> lineage.put(SEQUENCER, blob));
    LifecycleEvent.Origin origin =
        new LifecycleEvent.Origin(
            offset.orElse(-1),
            Optional.of(event.by()),
            Optional.of(version.artifactUri()),
            lineage);
    return new Line(
        ID.formatted(
            announcement.model(),
            Phase.ANNOUNCED,
            "%s|%s".formatted(announcement.version(), event.id())),
        LifecycleEvent.of(at, announcement.model(), Phase.ANNOUNCED, origin)
            .ofVersion(version.version())
            .with(LifecycleEvent.Detail.because(reason(event, decision))));
  }

  private static String reason(GridEvent event, Decision decision) {
    String what =
        decision instanceof Decision.Wait wait
            ? "waits, for %s; `%s` makes it live".formatted(wait.why(), wait.command())
            : "%s: %s".formatted(decision.name().toLowerCase(Locale.ROOT), decision.why());
    return "%s. %s".formatted(event.reason(), what);
  }

  /** What went to the dead letters. */
  static Line refused(Instant at, HubEvent event, String reason) {
    String position = position(event.position());
    LifecycleEvent.Origin origin =
        new LifecycleEvent.Origin(
            -1,
            Optional.of("Azure event at " + position),
            Optional.empty(),
            Map.of(POSITION, position, DIGEST, event.digest()));
    return new Line(
        ID.formatted(
            LifecycleEvent.ALL_MODELS, Phase.REJECTED, "%s|%s".formatted(position, event.digest())),
        LifecycleEvent.of(at, LifecycleEvent.ALL_MODELS, Phase.REJECTED, origin)
            .with(LifecycleEvent.Detail.rejected(Phase.ANNOUNCED, reason)));
  }

  /** {@code NAMESPACE/HUB/PARTITION/SEQUENCE-NUMBER}. */
  static String position(SourcePosition position) {
    return "%s/%d/%d".formatted(position.topic(), position.partition(), position.offset());
  }

  private static Map<String, String> ofEvent(GridEvent event) {
    return Map.of(
        "event",
        event.id(),
        "eventType",
        event.type(),
        "eventSubject",
        event.subject(),
        "eventSource",
        event.source(),
        TIME,
        event.time().toString());
  }
}
