package io.hubstream.bench.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ArmJsonTest {

  @Test
  void shouldReadASpecAsItWasWritten() {
    ArmSpec spec =
        new ArmSpec(
            Arm.RECORD_AT_A_TIME,
            Map.of("batch.max.size", "1"),
            "items",
            List.of(new ArmSpec.Model("m", "1", "sha256:1", "file:/m/1")),
            new ArmSpec.Timing(5_000, 10_000),
            1_000,
            false);

    assertThat(ArmJson.read(ArmJson.write(spec), ArmSpec.class)).isEqualTo(spec);
  }

  @Test
  void shouldReadRepliesAsTheyWereWrittenOnOneLine() {
    Measurement measurement =
        new Measurement(
            new Measurement.Window(10, 1.5, 2.5, 5, 60, true),
            new Measurement.Stages(1, 2, 3, 4),
            new Measurement.Batches(1, 2, 3, 4, 5, 6, new TreeMap<>(Map.of(32, 7L))),
            new Measurement.Drains(1, 2, 3),
            new Measurement.Footprint(1, 2, 3, 4));

    for (ArmReply reply :
        List.of(
            ArmReply.measured(measurement),
            ArmReply.ready(new ArmReply.Findings(Map.of("m", "why"), Map.of())),
            ArmReply.failed(new IllegalStateException("two\nlines")),
            ArmReply.counted(new ArmReply.Count(3, 4)),
            ArmReply.closed())) {
      String line = ArmJson.write(reply);
      assertThat(line).doesNotContain("\n");
      assertThat(ArmJson.read(line, ArmReply.class)).isEqualTo(reply);
    }
  }

  @Test
  void shouldShowWhatItCannotRead() {
    assertThatThrownBy(() -> ArmJson.read("Picked up options", ArmReply.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Picked up options");
  }
}
