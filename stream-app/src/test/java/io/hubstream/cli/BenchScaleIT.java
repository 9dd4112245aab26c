package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Growing backlogs and processes, measured by the command, with broker and service in processes.
 */
class BenchScaleIT {
  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldMeasureBacklogsThatAppearAtOnceAndProcessesThatShareThem() throws IOException {
    // When
    int code =
        Main.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            "bench",
            "scale",
            "--series=backlog,instances",
            "--records=1000",
            "--most-records=1000",
            "--rounds=2",
            "--warm-up=0",
            "--work",
            dir.resolve("work").toString(),
            "--chart",
            dir.resolve("scale.svg").toString(),
            "--json");

    // Then
    assertThat(code).as(err.toString()).isZero();
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertThat(json.at("/series/backlog/points")).hasSize(1);
    assertThat(json.at("/series/instances/points")).hasSize(3);
    for (JsonNode point : json.at("/series/instances/points")) {
      assertThat(point.at("/cpuMicrosPerRecord/median").asDouble()).isPositive();
      assertThat(point.at("/recordsPerSecond/median").asDouble()).isPositive();
    }
    assertThat(json.at("/lastToFirstQuarter/median").asDouble()).isPositive();
    // Each process did at least its first records, then came the warm-up's and two rounds.
    assertThat(json.at("/checks/runs").asInt()).isEqualTo(4);
    assertThat(json.at("/checks/records").asLong()).isGreaterThan(4 * (50_000 + 2_000));
    assertThat(json.at("/checks/missing").asLong(-1)).isZero();
    assertThat(json.at("/checks/duplicates").asLong(-1)).isZero();
    assertThat(json.at("/checks/spanCoverageExact").asBoolean()).isTrue();
    assertThat(Files.readString(dir.resolve("scale.svg"))).contains("<svg", "</svg>");
    try (Stream<Path> left = Files.list(dir.resolve("work"))) {
      assertThat(left).isEmpty();
    }
  }
}
