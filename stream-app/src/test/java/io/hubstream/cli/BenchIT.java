package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hubstream.starter.StarterContent;
import io.hubstream.testing.TestModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole measurement by the command, as small as it can be, with a broker and arms in processes.
 */
class BenchIT {
  private static final List<String> ARMS =
      List.of("bare", "pipeline", "record-at-a-time", "pass-through", "null-model");

  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldMeasureEveryArmAndFindNoFault() throws IOException {
    // Given: two models, a file that none can take, and one that is no picture
    TestModels.image(dir.resolve("models/pictures"), 8, 3, 4, 1);
    TestModels.text(dir.resolve("models/texts"), 3, 4, 1);
    Path content = dir.resolve("content");
    Files.createDirectories(content);
    for (Path file : StarterContent.write(content, 1, 15)) {
      if (file.toString().endsWith(".html")) {
        Files.delete(file); // A parser process would take longer to start than the rest.
      }
    }
    Files.write(
        content.resolve("broken.png"), new byte[] {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0});
    Files.write(content.resolve("sound.mp3"), new byte[] {'I', 'D', '3', 3, 0, 0, 0, 0, 0, 0});

    // When
    int code =
        Main.run(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            "bench",
            "--content",
            content.toString(),
            "--models",
            dir.resolve("models").toString(),
            "--work",
            dir.resolve("work").toString(),
            "--rounds=1",
            "--warm-up=0.5",
            "--duration=1",
            "--backlog=6000",
            "--json");

    // Then
    assertThat(code).as(err.toString()).isZero();
    JsonNode json = new ObjectMapper().readTree(out.toString());
    for (String check : List.of("missing", "duplicates", "outOfOrder", "mislabelled")) {
      assertThat(json.at("/checks/" + check).asLong(-1)).as(check).isZero();
    }
    assertThat(json.at("/checks/runs").asInt()).isEqualTo(3);
    assertThat(json.at("/checks/spanCoverageExact").asBoolean()).isTrue();
    json.get("ratios")
        .forEach(ratio -> assertThat(ratio.isNumber()).as(json.get("ratios").toString()).isTrue());
    for (String arm : ARMS) {
      assertThat(json.at("/arms/" + arm + "/recordsPerCpuSecond/median").asDouble())
          .as(arm)
          .isPositive();
    }
    assertThat(json.at("/arms/bare/meanBatch/median").asDouble()).isEqualTo(32);
    assertThat(json.at("/arms/record-at-a-time/meanBatch/median").asDouble()).isEqualTo(1);
    assertThat(json.at("/workload/leftOut").fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("broken.png", "sound.mp3");
    assertThat(json.at("/workload/models").size()).isEqualTo(2);
    try (Stream<Path> left = Files.list(dir.resolve("work"))) {
      assertThat(left).isEmpty();
    }
  }
}
