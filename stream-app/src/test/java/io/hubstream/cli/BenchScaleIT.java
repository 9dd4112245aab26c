package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Growth, measured by the command, with broker and service in processes of their own. */
class BenchScaleIT {
  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldMeasureABacklogThatAppearsAtOnce() throws IOException {
    // When
    JsonNode json = measure("--series=backlog", "--most-records=1000", "--rounds=2");

    // Then
    assertThat(json.at("/series/backlog/points")).hasSize(1);
    requireFigures(json.at("/series/backlog/points/0"));
    assertThat(json.at("/lastToFirstQuarter/median").asDouble()).isPositive();
    assertThat(json.at("/checks/runs").asInt()).isEqualTo(1);
    // At least the first records, the warm-up's, and two rounds.
    assertThat(json.at("/checks/records").asLong()).isGreaterThan(50_000 + 2_000);
  }

  @Test
  @Tag("soak")
  void shouldAddUpWhatProcessesThatShareTheWorkUse() throws IOException {
    // When
    JsonNode json = measure("--series=instances", "--records=20000", "--rounds=1");

    // Then
    assertThat(json.at("/series/instances/points")).hasSize(3);
    json.at("/series/instances/points").forEach(BenchScaleIT::requireFigures);
    assertThat(json.get("lastToFirstQuarter").isNull()).isTrue();
    assertThat(json.at("/checks/runs").asInt()).isEqualTo(3);
  }

  private static void requireFigures(JsonNode point) {
    assertThat(point.at("/cpuMicrosPerRecord/median").asDouble()).isPositive();
    assertThat(point.at("/recordsPerSecond/median").asDouble()).isPositive();
  }

  private JsonNode measure(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("bench", "scale", "--warm-up=0", "--json"));
    command.addAll(List.of("--work", dir.resolve("work").toString()));
    command.addAll(List.of("--chart", dir.resolve("scale.svg").toString()));
    command.addAll(List.of(options));
    int code =
        Main.run(
            new PrintWriter(out, true), new PrintWriter(err, true), command.toArray(String[]::new));
    assertThat(code).as(err.toString()).isZero();
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.at("/checks/missing").asLong(-1)).isZero();
    assertThat(json.at("/checks/duplicates").asLong(-1)).isZero();
    assertThat(json.at("/checks/spanCoverageExact").asBoolean()).isTrue();
    assertThat(Files.readString(dir.resolve("scale.svg"))).contains("<svg", "</svg>");
    try (Stream<Path> left = Files.list(dir.resolve("work"))) {
      assertThat(left).isEmpty();
    }
    return json;
  }
}
