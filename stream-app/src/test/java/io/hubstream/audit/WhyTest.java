package io.hubstream.audit;

import static io.hubstream.audit.AuditLines.at;
import static io.hubstream.audit.AuditLines.result;
import static io.hubstream.audit.AuditLines.second;
import static io.hubstream.audit.AuditLines.span;
import static io.hubstream.audit.AuditLines.update;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.audit.Explanation.Made;
import io.hubstream.audit.Explanation.Outcome;
import io.hubstream.content.ModelVersion;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.SpanCounts;
import io.hubstream.records.AuditView;
import io.hubstream.records.DesiredState;
import io.hubstream.serving.Approval;
import io.hubstream.serving.DesiredVersion;
import io.hubstream.serving.Phase;
import io.hubstream.testing.Versions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A stream in which version 1 made offsets 0 to 9, version 2 10 to 19 and, after a rollback,
 * version 1 again 20 to 29. Offset 5 is a dead letter, 6 a deletion.
 */
class WhyTest {
  private static final ModelVersion V1 = Versions.version("a", 1);
  private static final ModelVersion V2 = Versions.version("a", 2);

  private final AuditLines lines = new AuditLines();
  private final AuditTrail trail = new AuditTrail();

  WhyTest() {
    live(10, V1, 3);
    trail.add(span("i", 0, 4, 15, new SpanCounts(5, 0, 0), V1));
    trail.add(span("i", 0, 9, 19, new SpanCounts(8, 1, 1), V1));
    live(20, V2, 4);
    trail.add(span("i", 10, 19, 29, new SpanCounts(10, 0, 0), V2));
    live(30, V1, 5);
    trail.add(span("i", 20, 29, 39, new SpanCounts(10, 0, 0), V1));
  }

  private void live(long second, ModelVersion version, long registryOffset) {
    trail.add(lines.step("i", second, Phase.REQUESTED, version, registryOffset));
    trail.add(lines.again("i", second + 1, version, registryOffset));
    trail.add(lines.step("i", second + 1, Phase.ACTIVATED, version, registryOffset));
  }

  private Explanation explain(Evidence.Result result, Evidence.Update... registry) {
    return Why.explain(
        new Evidence(
            result.view().position(),
            Optional.of(result),
            Optional.empty(),
            false,
            List.of(registry)),
        trail);
  }

  private Explanation explain(long offset, boolean deletion, Evidence.Letter... letter) {
    return Why.explain(
        new Evidence(
            at(offset),
            Optional.empty(),
            List.of(letter).stream().findFirst(),
            deletion,
            List.of()),
        trail);
  }

  private static Evidence.Letter letter() {
    return new Evidence.Letter(
        new SourcePosition("dead", 0, 0), "UNDECODABLE", "DECODE", "no picture");
  }

  @Test
  void shouldNameTheVersionOnBothSidesOfASwap() {
    Explanation before = explain(result(9, "i", 19, V1), update(3, "ada", V1));
    Explanation after = explain(result(10, "i", 22, V2), update(4, "ada", V2));

    assertThat(before.models()).extracting(Made::version).containsExactly(V1);
    assertThat(after.models()).extracting(Made::version).containsExactly(V2);
    assertThat(before.spans()).extracting(view -> view.span().lastOffset()).containsExactly(9L);
    assertThat(before.holds()).as("%s", before).isTrue();
    assertThat(after.holds()).as("%s", after).isTrue();
    assertThat(before.remarks()).isEmpty();
  }

  @Test
  void shouldTellWhoAskedAndApprovedFromWhichArtifactAndLineageOnWhichEnvironment() {
    // When
    Made made = explain(result(12, "i", 25, V2), update(4, "ada", V2)).models().get(0);

    // Then
    AuditView.LifecycleView activation = made.activation().orElseThrow();
    assertThat(activation.at()).isEqualTo(second(21));
    assertThat(activation.event().origin().requestedBy()).contains("ada");
    assertThat(activation.event().origin().artifactUri()).get().hasToString("file:///models/2");
    assertThat(activation.event().origin().lineage()).containsEntry("trainingRun", "run-2");
    assertThat(made.request().orElseThrow().at()).isEqualTo(second(20));
    assertThat(made.update().orElseThrow().state().stable().orElseThrow().approval())
        .map(Approval::approvedBy)
        .contains("grace");
    assertThat(made.environment()).contains(AuditLines.ENVIRONMENT);
  }

  @Test
  void shouldNameTheLifeThatMadeTheResultWhenAVersionCameBackByARollback() {
    Made first = explain(result(3, "i", 12, V1)).models().get(0);
    Made again = explain(result(25, "i", 35, V1)).models().get(0);

    assertThat(first.activation().orElseThrow().event().registryOffset()).isEqualTo(3);
    assertThat(again.activation().orElseThrow().event().registryOffset()).isEqualTo(5);
  }

  @Test
  void shouldNameTheSetThatServedWhenTheRecordIsADeadLetter() {
    Explanation why = explain(5, false, letter());

    assertThat(why.outcome()).isEqualTo(Outcome.DEAD_LETTER);
    assertThat(why.models()).extracting(Made::version).containsExactly(V1);
    assertThat(why.models().get(0).result()).isEmpty();
    assertThat(why.holds()).as("%s", why).isTrue();
  }

  @Test
  void shouldSayThatNoModelRanWhenTheContentWasDeleted() {
    Explanation why = explain(6, true);

    assertThat(why.outcome()).isEqualTo(Outcome.DELETION);
    assertThat(why.holds()).isTrue();
  }

  @Test
  void shouldAnswerFromTheSpanWhenTheResultIsGone() {
    Explanation why = explain(11, false);

    assertThat(why.outcome()).isEqualTo(Outcome.GONE);
    assertThat(why.models()).extracting(Made::version).containsExactly(V2);
    assertThat(why.remarks()).anyMatch(remark -> remark.contains("its span names"));
  }

  @Test
  void shouldKnowNothingOfAPositionBehindTheLastSpan() {
    Explanation why = explain(30, false);

    assertThat(why.outcome()).isEqualTo(Outcome.UNKNOWN);
    assertThat(why.models()).isEmpty();
    assertThat(why.holds()).isFalse();
  }

  @Test
  void shouldDisagreeWhenTheStampIsNotTheSpans() {
    Explanation why = explain(result(12, "i", 22, V1));

    assertThat(why.holds()).isFalse();
    assertThat(why.disagreements())
        .singleElement()
        .asString()
        .contains("a:1 " + V1.digest(), "its span names", "a:2 " + V2.digest());
  }

  @Test
  void shouldDisagreeWhenNoSpanCoversTheResult() {
    Explanation why = explain(result(77, "i", 99, V1));

    assertThat(why.disagreements()).singleElement().asString().contains("no span");
  }

  @Test
  void shouldDisagreeWhenTwoSpansCoverItUnderExactlyOnce() {
    trail.add(span("i", 8, 12, 29, new SpanCounts(5, 0, 0), V1));

    assertThat(explain(result(9, "i", 19, V1)).disagreements())
        .singleElement()
        .asString()
        .contains("2 spans");
  }

  @Test
  void shouldAcceptTheSpanThatAgreesWhenSpansMayOverlap() {
    trail.add(span("j", 18, 19, 29, new SpanCounts(2, 0, 0), true, V1));
    trail.add(lines.step("j", 21, Phase.ACTIVATED, V1, 5));

    Explanation why = explain(result(18, "j", 28, V1));

    assertThat(why.spans()).hasSize(2);
    assertThat(why.disagreements()).isEmpty();
    assertThat(why.models().get(0).activation().orElseThrow().instance()).isEqualTo("j");
  }

  @Test
  void shouldDisagreeWhenAnotherInstanceOwnsTheSpan() {
    assertThat(explain(result(3, "j", 12, V1)).disagreements())
        .singleElement()
        .asString()
        .contains("instance j", "that i did");
  }

  @Test
  void shouldDisagreeWhenThereIsAResultAndADeadLetter() {
    Explanation why =
        Why.explain(
            new Evidence(
                at(5),
                Optional.of(result(5, "i", 12, V1)),
                Optional.of(letter()),
                false,
                List.of()),
            trail);

    assertThat(why.disagreements()).singleElement().asString().contains("and a dead letter");
  }

  @Test
  void shouldDisagreeWhenTheSpanCountsNoDeadLetter() {
    assertThat(explain(12, false, letter()).disagreements())
        .singleElement()
        .asString()
        .contains("its span counts none");
  }

  @Test
  void shouldDisagreeWhenTheRegistryNamesSomebodyElse() {
    assertThat(explain(result(12, "i", 25, V2), update(4, "eve", V2)).disagreements())
        .singleElement()
        .asString()
        .contains("ada", "eve");
  }

  @Test
  void shouldNotDisagreeOverAResultThatWasNotCommittedUnderAtLeastOnce() {
    trail.add(span("i", 50, 59, 60, new SpanCounts(10, 0, 0), true, V2));

    Explanation why = explain(result(50, "i", 55, V1));

    assertThat(why.disagreements()).isEmpty();
    assertThat(why.remarks()).anyMatch(remark -> remark.contains("no span names that"));
  }

  @Test
  void shouldSayWhatIsNotKnownWhenTheRegistryWasCompacted() {
    Explanation why = explain(result(12, "i", 25, V2), update(5, "ada", V1));

    assertThat(why.holds()).isTrue();
    assertThat(why.models().get(0).update()).isEmpty();
    assertThat(why.remarks()).singleElement().asString().contains("who approved it is not known");
  }

  @Test
  void shouldSayWhatIsNotKnownWhenTheAuditLostTheActivation() {
    ModelVersion lost = Versions.version("b", 1);
    trail.add(span("i", 40, 49, 49, new SpanCounts(10, 0, 0), lost));

    Explanation why = explain(result(40, "i", 41, lost));

    assertThat(why.holds()).isTrue();
    assertThat(why.models().get(0).activation()).isEmpty();
    assertThat(why.remarks()).singleElement().asString().contains("no activation of b:1");
  }

  @Test
  void shouldAgreeThatWhoActivatedAskedWhenTheRowIsThatOfAFreeze() {
    Evidence.Update activated = update(4, "ada", V2);
    Evidence.Update frozen =
        new Evidence.Update(
            4,
            activated
                .state()
                .with(
                    new DesiredState.Change(
                        DesiredState.Action.FREEZE,
                        "holly",
                        "holidays",
                        second(9),
                        activated.state().digest(),
                        2)));

    Explanation why = explain(result(10, "i", 22, V2), frozen);

    assertThat(why.disagreements()).isEmpty();
    assertThat(why.models().get(0).update().orElseThrow().state().activation().at())
        .isEqualTo(second(1));
  }

  @Test
  void shouldNameTheApproverOfTheFallbackWhenTheUpdateIsAboutAnotherVersion() {
    // Given: version 3's approval has expired, so the instance that starts again serves its
    // fallback
    ModelVersion v3 = Versions.version("a", 3);
    trail.add(lines.step("i", 40, Phase.REJECTED, v3, 6));
    live(41, V2, 6);
    trail.add(span("i", 30, 39, 49, new SpanCounts(10, 0, 0), V2));

    // When
    Explanation why =
        explain(result(35, "i", 45, V2), AuditLines.update(6, v3, "carol", V2, "ada"));

    // Then
    Made made = why.models().get(0);
    assertThat(made.wanted().flatMap(DesiredVersion::approval))
        .map(Approval::approvedBy)
        .contains("ada");
    assertThat(made.fallbackOf()).contains(v3);
    assertThat(why.remarks()).isEmpty();
    assertThat(why.disagreements()).isEmpty();
  }

  @Test
  void shouldNameTheApproverOfTheStableVersionWhenTheUpdateHasAFallbackToo() {
    trail.add(lines.step("i", 41, Phase.ACTIVATED, V2, 6));
    trail.add(span("i", 30, 39, 49, new SpanCounts(10, 0, 0), V2));

    Made made =
        explain(result(35, "i", 45, V2), AuditLines.update(6, V2, "carol", V1, "ada"))
            .models()
            .get(0);

    assertThat(made.wanted().flatMap(DesiredVersion::approval))
        .map(Approval::approvedBy)
        .contains("carol");
    assertThat(made.fallbackOf()).isEmpty();
  }
}
