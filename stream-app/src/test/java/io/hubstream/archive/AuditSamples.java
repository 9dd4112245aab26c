package io.hubstream.archive;

import io.hubstream.content.ModelVersion;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Span;
import io.hubstream.content.SpanCounts;
import io.hubstream.records.ArchivedRecord;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.AuditRecords.KeyedEvent;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lines of the audit, as an instance writes them. */
public final class AuditSamples {
  public static final String CONTENT = "hubstream.content";
  public static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

  private static final AuditRecords RECORDS =
      new AuditRecords(
          new RuntimeEnvironment(
              "instance-a",
              "0.1.0",
              Optional.of("abc"),
              "2.18.0",
              new RuntimeEnvironment.Gpu(Optional.empty(), Optional.empty(), Optional.empty()),
              RuntimeEnvironment.Platform.current(),
              Optional.empty()),
          false);

  private AuditSamples() {}

  /** The span of ten records of a partition, from a multiple of ten on, that a version made. */
  public static KeyedEvent span(int partition, long first, ModelVersion version) {
    return span(partition, first, first + 9, version);
  }

  /** A span as it stands when it has grown to an offset. */
  public static KeyedEvent span(int partition, long first, long last, ModelVersion version) {
    return RECORDS.span(
        new Span(
            new SourcePosition(CONTENT, partition, first),
            last,
            List.of(version),
            new SpanCounts(last - first + 1, 0, 0),
            false,
            3),
        START.plusSeconds(60 + first));
  }

  /** A step of a version, asked for by ada. */
  public static KeyedEvent step(Phase phase, ModelVersion version, long second) {
    return RECORDS.lifecycle(
        LifecycleEvent.of(
                START.plusSeconds(second),
                version.model(),
                phase,
                new LifecycleEvent.Origin(
                    3,
                    Optional.of("ada"),
                    Optional.of(URI.create("file:///models/" + version.version())),
                    Map.of("trainingRun", "run-" + version.version())))
            .ofVersion(version));
  }

  /** A record of the audit topic. */
  static ArchivedRecord record(String topic, int partition, long offset) {
    KeyedEvent event = span(partition, offset * 10, Versions.version("scenes", 1));
    return new ArchivedRecord(
        new SourcePosition(topic, partition, offset),
        START.plusSeconds(offset).toEpochMilli(),
        "CreateTime",
        event.key(),
        event.value(),
        List.of());
  }
}
