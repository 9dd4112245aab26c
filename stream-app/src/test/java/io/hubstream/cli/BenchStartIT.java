package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.service.StartPhase;
import io.hubstream.testing.TestModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start of the service, measured by the command, with a broker and the service in processes. */
class BenchStartIT {
  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldMeasureAStartFromTheProcessToTheFirstResult() throws IOException {
    // Given
    TestModels.text(dir.resolve("models/texts"), 3, 4, 1);
    Path content = Files.createDirectories(dir.resolve("content"));
    for (int i = 0; i < 3; i++) {
      Files.writeString(content.resolve(i + ".txt"), "a text of a few words, number " + i);
    }

    // When
    int code =
        Main.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            "bench",
            "start",
            "--content",
            content.toString(),
            "--models",
            dir.resolve("models").toString(),
            "--work",
            dir.resolve("work").toString(),
            "--arms=warm",
            "--rounds=1",
            "--partitions=1",
            "--json");

    // Then
    assertThat(code).as(err.toString()).isZero();
    JsonNode json = new ObjectMapper().readTree(out.toString());
    JsonNode warm = json.at("/arms/warm");
    double visible = warm.at("/firstResultVisibleSeconds/median").asDouble();
    assertThat(visible).isPositive();
    double before = 0;
    for (StartPhase phase : StartPhase.values()) {
      double reached = warm.at("/phaseReachedSeconds/" + phase.field() + "/median").asDouble(-1);
      assertThat(reached).as(phase.field()).isBetween(0.0, visible);
      if (phase != StartPhase.TENSORFLOW) { // It loads beside the others.
        assertThat(reached).as(phase.field()).isGreaterThanOrEqualTo(before);
        before = reached;
      }
    }
    assertThat(warm.at("/cpuSeconds/median").asDouble()).isPositive();
    // The classes of a test lie in folders, of which a JVM makes no archive.
    assertThat(json.get("classArchiveBytes").isNull()).isTrue();
    assertThat(json.at("/checks/runs").asInt()).isEqualTo(2);
    assertThat(json.at("/checks/records").asLong()).isEqualTo(64);
    assertThat(json.at("/checks/missing").asLong(-1)).isZero();
    try (Stream<Path> left = Files.list(dir.resolve("work"))) {
      assertThat(left).isEmpty();
    }
  }
}
