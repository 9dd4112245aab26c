package io.hubstream.records;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.SourcePosition;
import io.hubstream.content.Span;
import io.hubstream.content.SpanCounts;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AuditRecordsTest {
  private static final RuntimeEnvironment ENVIRONMENT = environment("instance-1");

  private static RuntimeEnvironment environment(String instance) {
    return new RuntimeEnvironment(
        instance,
        "1.0",
        Optional.of("abc"),
        "2.18.0",
        new RuntimeEnvironment.Gpu(Optional.of("12.6"), Optional.of("9.5"), Optional.of("570.1")),
        RuntimeEnvironment.Platform.current(),
        Optional.of("sha256:e"));
  }

  private final AuditRecords records = new AuditRecords(ENVIRONMENT, true);

  @Test
  void shouldKeepASpanAndItsKeyWhileItGrows() {
    Span span =
        new Span(
            new SourcePosition("content", 3, 10),
            12,
            List.of(Versions.version("a", 1)),
            new SpanCounts(1, 1, 0),
            true,
            -1);
    Span grown = new Span(span.first(), 15, span.models(), new SpanCounts(3, 1, 1), true, -1);

    AuditRecords.KeyedEvent before = records.span(span, Instant.EPOCH);
    AuditRecords.KeyedEvent after = records.span(grown, Instant.EPOCH);

    assertThat(after.key()).isEqualTo(before.key());
    assertThat(new String(after.key(), StandardCharsets.UTF_8)).contains("content|3|10");
    AuditView.SpanView read = (AuditView.SpanView) AuditRecords.read("audit", after.value());
    assertThat(read.span()).isEqualTo(grown);
    assertThat(read.instance()).isEqualTo("instance-1");
    assertThat(read.atLeastOnce()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void shouldKeepEveryFieldOfALifecycleEvent(Phase phase) {
    LifecycleEvent event =
        new LifecycleEvent(
            Instant.ofEpochMilli(5),
            "a",
            phase,
            Optional.of(Versions.version("a", 2)),
            Optional.of(Versions.version("a", 1)),
            new LifecycleEvent.Detail(
                Optional.of("why"), Optional.of(Duration.ofMillis(30)), Optional.of(Phase.LOADED)),
            new LifecycleEvent.Origin(
                7, Optional.of("ada"), Optional.of(URI.create("file:///m")), Map.of("owner", "o")));

    AuditRecords.KeyedEvent written = records.lifecycle(event);

    AuditView.LifecycleView read =
        (AuditView.LifecycleView) AuditRecords.read("audit", written.value());
    assertThat(read.event()).isEqualTo(event);
    assertThat(read.environment()).contains(ENVIRONMENT);
    boolean ofRow = phase == Phase.FROZEN || phase == Phase.UNFROZEN || phase == Phase.REQUESTED;
    assertThat(Arrays.equals(written.key(), records.lifecycle(event).key())).isEqualTo(ofRow);
    assertThat(records.lifecycle(event, "mine").key())
        .isEqualTo("mine".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void shouldTellTwoFreezesApartByTheirRows() {
    assertThat(records.lifecycle(frozen(7)).key()).isNotEqualTo(records.lifecycle(frozen(9)).key());
  }

  @Test
  void shouldKeepOneLineOfAnInstanceForAllAttemptsToFollowARow() {
    byte[] first = records.lifecycle(again(7, "the store is down")).key();
    byte[] second = records.lifecycle(again(7, "no parser")).key();
    byte[] ofAnotherRow = records.lifecycle(again(8, "no parser")).key();
    byte[] elsewhere =
        new AuditRecords(environment("instance-2"), true).lifecycle(again(7, "no parser")).key();

    assertThat(second).isEqualTo(first);
    assertThat(List.of(ofAnotherRow, elsewhere)).doesNotContain(first);
  }

  private static LifecycleEvent again(long registryOffset, String reason) {
    return LifecycleEvent.of(
            Instant.EPOCH,
            "a",
            Phase.REQUESTED,
            new LifecycleEvent.Origin(registryOffset, Optional.empty(), Optional.empty(), Map.of()))
        .with(LifecycleEvent.Detail.postponed(Phase.FETCHED, reason));
  }

  private static LifecycleEvent frozen(long registryOffset) {
    return LifecycleEvent.of(
        Instant.EPOCH,
        "a",
        Phase.FROZEN,
        new LifecycleEvent.Origin(registryOffset, Optional.empty(), Optional.empty(), Map.of()));
  }

  @Test
  void shouldNotWriteTheQueryOfAnArtifactUri() {
    LifecycleEvent event =
        LifecycleEvent.of(
            Instant.EPOCH,
            "a",
            Phase.REQUESTED,
            new LifecycleEvent.Origin(
                7,
                Optional.of("ada"),
                Optional.of(URI.create("https://x.blob.core.windows.net/m/a/1?sv=1&sig=SECRET#f")),
                Map.of()));

    byte[] written = records.lifecycle(event).value();

    assertThat(new String(written, StandardCharsets.ISO_8859_1)).doesNotContain("SECRET", "sv=");
    AuditView.LifecycleView read = (AuditView.LifecycleView) AuditRecords.read("audit", written);
    assertThat(read.event().origin().artifactUri())
        .contains(URI.create("https://x.blob.core.windows.net/m/a/1"));
  }
}
