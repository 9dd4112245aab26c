package io.hubstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hubstream.bench.arm.Arm;
import io.hubstream.verify.Verification;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BenchReportTest {
  private static final Verification SOUND = verification(0, true);

  @Test
  void shouldPrintTheDocumentedFieldsAsJson() {
    // Given
    BenchReport report = report(List.of(SOUND, SOUND));

    // When
    JsonNode json = BenchJson.of(report);

    // Then
    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly("ratios", "checks", "arms", "workload", "machine", "plan", "settings");
    assertThat(json.get("ratios").fieldNames())
        .toIterable()
        .containsExactly(
            "pipelineToBareCpu",
            "pipelineToBareWall",
            "pipelineToRecordAtATime",
            "pipelineToRecordAtATimeCpu",
            "machineryMicrosPerRecord");
    assertThat(json.at("/ratios/pipelineToBareCpu").asDouble()).isEqualTo(0.5);
    assertThat(json.at("/ratios/pipelineToRecordAtATime").isNull()).isTrue();
    assertThat(json.at("/checks/missing").asLong(-1)).isZero();
    assertThat(json.at("/checks/records").asLong()).isEqualTo(200);
    assertThat(json.at("/arms/pipeline/recordsPerSecond/median").asDouble()).isEqualTo(100);
    assertThat(json.at("/arms/pipeline/batchSizes/32").asLong()).isEqualTo(2);
    assertThat(json.at("/arms/bare/rounds").asInt()).isEqualTo(1);
    assertThat(json.at("/workload/models/0").asText()).isEqualTo("m:1");
    assertThat(json.at("/plan/arms/1").asText()).isEqualTo("pipeline");
    assertThat(json.at("/settings/batch.max.size").asText()).isEqualTo("64");
  }

  @Test
  void shouldHaveAFieldForEachMetricOfEachArm() {
    JsonNode arm = BenchJson.of(report(List.of())).at("/arms/bare");

    for (Metric metric : Metric.values()) {
      assertThat(arm.has(metric.field())).as(metric.field()).isTrue();
    }
  }

  @Test
  void shouldShowEveryArmAndTheRatiosToPeople() {
    String text = text(report(List.of(SOUND)));

    assertThat(text)
        .contains("bare", "pipeline", "records per CPU-second", "100 (100-100)", "32: 50 %")
        .contains("0.500", "not measured", "0 missing")
        .doesNotContain("DO NOT HOLD");
  }

  @Test
  void shouldSayLoudlyWhatWasLostWhenAPromiseWasBroken() {
    BenchReport report = report(List.of(SOUND, verification(3, true)));

    assertThat(report.checks().hold()).isFalse();
    assertThat(report.checks().missing()).isEqualTo(3);
    assertThat(text(report)).contains("THE CHECKS DO NOT HOLD", "no outcome of c-0-7");
  }

  @Test
  void shouldNotHoldWhenASpanIsInexact() {
    assertThat(report(List.of(verification(0, false))).checks().hold()).isFalse();
  }

  @Test
  void shouldRoundWhatWouldBeNoise() {
    assertThat(ReportJson.rounded(1234567.89)).isEqualTo(1_234_600);
    assertThat(ReportJson.rounded(0.000123456)).isEqualTo(0.00012346);
    assertThat(BenchText.number(25_912)).isEqualTo("25.9k");
    assertThat(BenchText.number(536_870_912)).isEqualTo("537M");
    assertThat(BenchText.number(1.234)).isEqualTo("1.23");
  }

  private static BenchReport report(List<Verification> verifications) {
    List<ArmSummary> arms =
        List.of(
            ArmSummary.of(Arm.BARE, List.of(Measurements.of(200, 1, 2))),
            ArmSummary.of(Arm.PIPELINE, List.of(Measurements.of(100, 1, 2))));
    return new BenchReport(
        new BenchPlan(
            List.of(Arm.BARE, Arm.PIPELINE),
            1,
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            1,
            Optional.empty()),
        new BenchReport.WorkloadFacts("mixed", 60, 1_000, List.of("m:1"), 4, 500, 0, Map.of()),
        new Machine("a processor", 2, 1L << 34, "an OS", "a Java"),
        Map.of("batch.max.size", "64"),
        arms,
        Ratios.of(arms),
        Checks.of(verifications));
  }

  private static Verification verification(long missing, boolean spansExact) {
    return new Verification(
        new Verification.Counts(100, 100 - missing, 0, 0),
        new Verification.Faults(missing, 0, 0, 0, 0, 0),
        new Verification.Spans(spansExact, spansExact),
        List.of(),
        List.of(),
        missing == 0 ? List.of() : List.of("no outcome of c-0-7"));
  }

  private static String text(BenchReport report) {
    StringWriter text = new StringWriter();
    new BenchText(new PrintWriter(text, true)).print(report);
    return text.toString();
  }
}
