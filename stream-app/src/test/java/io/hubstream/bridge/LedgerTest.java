package io.hubstream.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.ModelVersion;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.LifecycleEvent;
import io.hubstream.serving.Phase;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final String NINE = "2026-11-27T09:00:00Z";
  private static final String TEN = "2026-11-27T10:00:00Z";

  private final Ledger ledger = new Ledger();

  @Test
  void shouldKnowWhatWasDecidedInWhicheverOrderItReadsThat() throws Exception {
    decide(announcement("b", TEN), true);
    decide(announcement("a", NINE), false);

    assertThat(ledger.isDecided(announcement("a", NINE))).as("the same").isTrue();
    assertThat(ledger.isDecided(announcement("c", NINE))).as("an earlier one").isTrue();
    assertThat(ledger.isDecided(announcement("d", "2026-11-27T10:00:01Z"))).isFalse();
    assertThat(ledger.newestActivated("scenes")).contains("3");
    assertThat(ledger.newestActivated("other")).isEmpty();
  }

  @Test
  void shouldTakeAChangeForDoneUnlessItLost() {
    ModelVersion version = new ModelVersion("scenes", "3", GridEvents.digest(3));
    ledger.add(step(Phase.CONFLICT, version));
    assertThat(ledger.isAsked("Azure ML event a", version)).isFalse();

    ledger.add(step(Phase.REQUESTED, version));
    assertThat(ledger.isAsked("Azure ML event a", version)).isTrue();
    assertThat(ledger.isAsked("Azure ML event b", version)).isFalse();
    assertThat(ledger.isAsked("Azure ML event a", new ModelVersion("scenes", "3", "sha256:other")))
        .isFalse();
  }

  @Test
  void shouldKnowWhatWasDesiredWhoeverAskedAndNotWhatWasHeld() {
    ModelVersion version = new ModelVersion("scenes", "3", GridEvents.digest(3));
    ModelVersion held = new ModelVersion("scenes", "4", GridEvents.digest(4));
    ledger.add(step(Phase.CONFLICT, held));
    ledger.add(
        step(Phase.REJECTED, held)
            .with(LifecycleEvent.Detail.rejected(Phase.REQUESTED, "scenes is frozen")));
    ledger.add(
        step(Phase.REJECTED, version)
            .with(LifecycleEvent.Detail.rejected(Phase.GATED, "it is worse")));

    assertThat(ledger.desired("scenes")).containsExactly(version);
    assertThat(ledger.desired("other")).isEmpty();
    assertThat(ledger.isAsked("Azure ML event a", held)).isFalse();
  }

  @Test
  void shouldTellAnEventFromAnotherAtItsPositionUnlessTheLineDoesNot() {
    HubEvent event = GridEvents.at(0, 7, "poison");
    HubEvent another = GridEvents.at(0, 7, "more");
    String position = Trace.position(event.position());

    ledger.add(Trace.refused(Instant.parse(TEN), event, "it is no JSON").event());
    assertThat(ledger.isRefused(position, event.digest())).isTrue();
    assertThat(ledger.isRefused(position, another.digest())).isFalse();
    assertThat(Trace.refused(Instant.parse(TEN), another, "it is no JSON").id())
        .isNotEqualTo(Trace.refused(Instant.parse(TEN), event, "it is no JSON").id());

    ledger.add(lineOfBefore(position));
    assertThat(ledger.isRefused(position, another.digest())).isTrue();
  }

  /** As bridges wrote it that told events by their position alone. */
  private static LifecycleEvent lineOfBefore(String position) {
    return LifecycleEvent.of(
        Instant.parse(TEN),
        LifecycleEvent.ALL_MODELS,
        Phase.REJECTED,
        new LifecycleEvent.Origin(
            -1, Optional.empty(), Optional.empty(), Map.of(Trace.POSITION, position)));
  }

  @Test
  void shouldOrderBlobsOfOneNameByTheirSequencer() {
    Sequencer first = new Sequencer(Optional.of("0000A"), Instant.parse(TEN));
    Sequencer second = new Sequencer(Optional.of("0000B"), Instant.parse(NINE));
    Sequencer ofAzureMl = new Sequencer(Optional.empty(), Instant.parse(NINE).plusSeconds(1));

    assertThat(second.isAfter(first)).isTrue();
    assertThat(first.isAfter(second)).isFalse();
    assertThat(first.isAfter(ofAzureMl)).isTrue();
    assertThat(second.isAfter(ofAzureMl)).isFalse();
  }

  private void decide(Announcement announcement, boolean activate) {
    DesiredVersion version =
        new DesiredVersion(
            new ModelVersion("scenes", "3", GridEvents.digest(3)), URI.create("file:///m/3"), "");
    Decision decision =
        activate
            ? new Decision.Activate(version, "it may")
            : new Decision.Wait(version, "it may not", "hubstream");
    ledger.add(
        Trace.decided(Instant.parse(TEN), announcement, decision, OptionalLong.empty()).event());
  }

  private static LifecycleEvent step(Phase phase, ModelVersion version) {
    return LifecycleEvent.of(
            Instant.parse(TEN),
            version.model(),
            phase,
            new LifecycleEvent.Origin(
                7, Optional.of("Azure ML event a"), Optional.empty(), Map.of()))
        .ofVersion(version);
  }

  private static Announcement announcement(String id, String time) throws UnusableEventException {
    GridEventReader.Element element =
        GridEventReader.read(GridEvents.registered(id, "scenes", 3, time).getBytes(UTF_8)).get(0);
    GridEvent event = ((GridEventReader.Element.Event) element).event();
    return ((Reading.Announces) EventMeaning.of(event)).announcement();
  }
}
