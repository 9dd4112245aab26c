package io.hubstream.bench.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubstream.bench.BenchReport;
import io.hubstream.bench.Checks;
import io.hubstream.bench.Machine;
import io.hubstream.service.StartPhase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartFindingsTest {
  @Test
  void shouldTakeMediansOverTheRounds() {
    ArmStarts arm = ArmStarts.of(StartArm.WARM, List.of(start(3, 1), start(9, 1), start(4, 1)));

    assertThat(arm.visible().median()).isEqualTo(4);
    assertThat(arm.visible().max()).isEqualTo(9);
    assertThat(arm.rounds()).isEqualTo(3);
  }

  @Test
  void shouldOrderPhasesByTheTimeAtWhichTheyWereOver() {
    ArmStarts arm = ArmStarts.of(StartArm.WARM, List.of(start(4, 2.5)));

    assertThat(arm.order())
        .containsExactly(
            StartPhase.JVM, StartPhase.TOPICS, StartPhase.TENSORFLOW, StartPhase.STREAM);
  }

  @Test
  void shouldSayWhetherAWarmStartIsFastEnough() {
    assertThat(findings(4.99, 6, 9).goalIsMet()).contains(true);
    assertThat(findings(5.01, 6, 9).goalIsMet()).contains(false);
  }

  @Test
  void shouldCompareTheArms() {
    StartFindings findings = findings(3, 6, 12);

    assertThat(findings.ratio(StartArm.WARM, StartArm.NO_ARCHIVE).orElseThrow())
        .isCloseTo(0.5, within(1e-9));
    assertThat(findings.cpuRatio(StartArm.WARM, StartArm.COLD).orElseThrow())
        .isCloseTo(0.25, within(1e-9));
  }

  @Test
  void shouldPrintTheDocumentedFieldsAsJson() {
    JsonNode json = StartJson.of(findings(3, 6, 12));

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "goal",
            "ratios",
            "checks",
            "arms",
            "classArchiveBytes",
            "workload",
            "machine",
            "rounds",
            "settings");
    assertThat(json.at("/goal/met").asBoolean()).isTrue();
    assertThat(json.at("/ratios/warmToNoArchive").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/arms/warm/firstResultVisibleSeconds/median").asDouble()).isEqualTo(3);
    assertThat(json.at("/arms/cold/cpuSeconds/median").asDouble()).isEqualTo(24);
    for (StartPhase phase : StartPhase.values()) {
      assertThat(json.at("/arms/warm/phaseReachedSeconds").has(phase.field())).isTrue();
    }
    assertThat(json.at("/arms/warm/phaseReachedSeconds/topics/median").asDouble()).isEqualTo(2);
    assertThat(json.at("/arms/warm/phaseReachedSeconds/models").isNull()).isTrue();
  }

  @Test
  void shouldShowPeopleWhatEachPhaseAdds() {
    StringWriter text = new StringWriter();

    new StartText(new PrintWriter(text, true)).print(findings(4, 6, 12));

    assertThat(text.toString())
        .contains("JVM", "0.50 (+0.50)", "2.00 (+1.00)", "4.00 (4.00 - 4.00)", "54 MB")
        .contains("Goal: a warm start within 5 s: met.", "0 missing");
  }

  private static StartFindings findings(double warm, double noArchive, double cold) {
    return new StartFindings(
        new StartPlan(List.of(StartArm.values()), 1),
        new BenchReport.WorkloadFacts("mixed", 60, 1_000, List.of("m:1"), 4, 32, 0, Map.of()),
        new Machine("a processor", 2, 1L << 34, "an OS", "a Java"),
        Optional.of(54_000_000L),
        Map.of(),
        List.of(
            ArmStarts.of(StartArm.WARM, List.of(start(warm, 1))),
            ArmStarts.of(StartArm.NO_ARCHIVE, List.of(start(noArchive, 1))),
            ArmStarts.of(StartArm.COLD, List.of(start(cold, 1)))),
        new Checks(3, 96, 0, 0, 0, 0, 0, 0, 0, List.of()));
  }

  private static StartTimes start(double visible, double tensorFlow) {
    Map<StartPhase, Double> reached = new EnumMap<>(StartPhase.class);
    reached.put(StartPhase.JVM, 0.5);
    reached.put(StartPhase.TENSORFLOW, tensorFlow);
    reached.put(StartPhase.TOPICS, 2.0);
    reached.put(StartPhase.STREAM, 2.9);
    return new StartTimes(reached, visible, visible * 2);
  }
}
