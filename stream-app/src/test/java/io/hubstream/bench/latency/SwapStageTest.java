package io.hubstream.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.verify.Swap;
import java.util.List;
import org.junit.jupiter.api.Test;

class SwapStageTest {

  @Test
  void shouldCountChangesThatComeAgainAndNotEveryPartition() {
    List<Swap> swaps =
        List.of(
            new Swap("m", "1", "2", List.of(at(0, 10), at(0, 50), at(1, 12), at(1, 48))),
            new Swap("m", "2", "1", List.of(at(0, 30), at(1, 31))),
            new Swap("n", "7", "8", List.of(at(1, 99))));

    assertThat(SwapStage.Result.changes(swaps)).isEqualTo(4);
    assertThat(SwapStage.Result.changes(List.of())).isZero();
  }

  private static Swap.Position at(int partition, long offset) {
    return new Swap.Position(partition, offset);
  }
}
