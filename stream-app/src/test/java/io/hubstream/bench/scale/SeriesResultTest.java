package io.hubstream.bench.scale;

import static io.hubstream.bench.scale.ScaleReports.point;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeriesResultTest {

  @Test
  void shouldCompareMediansWithTheCheapestSize() {
    SeriesResult result = ScaleReports.backlogs();

    assertThat(result.relative(result.points().get(0))).isCloseTo(4, within(1e-9));
    assertThat(result.isLinear(result.points().get(0))).isFalse();
    assertThat(result.isLinear(result.points().get(1))).isTrue();
    assertThat(result.linear()).isEqualTo(new SeriesResult.Range(10_000, 100_000));
  }

  @Test
  void shouldExpectEachFurtherModelToCostAsMuchAsTheSecond() {
    SeriesResult result =
        new SeriesResult(Series.MODELS, List.of(point(1, 10), point(2, 12), point(4, 24)));

    assertThat(result.expected(result.points().get(2))).isCloseTo(16, within(1e-9));
    assertThat(result.relative(result.points().get(2))).isCloseTo(1.5, within(1e-9));
    assertThat(result.linear()).isEqualTo(new SeriesResult.Range(1, 2));
  }

  @Test
  void shouldEndTheLinearRangeAtTheFirstSizeBeyond() {
    SeriesResult result =
        new SeriesResult(
            Series.PARTITIONS,
            List.of(point(1, 10), point(2, 11), point(4, 12), point(8, 13), point(16, 12)));

    assertThat(result.linear()).isEqualTo(new SeriesResult.Range(1, 4));
  }

  @Test
  void shouldTellTheLongestRunOfBacklogsOnly() {
    assertThat(ScaleReports.backlogs().longest().orElseThrow().size()).isEqualTo(100_000);
    assertThat(new SeriesResult(Series.MODELS, List.of(point(1, 10))).longest()).isEmpty();
  }

  @Test
  void shouldMeasureBacklogsUpToTheLargestThatIsWanted() {
    ScalePlan plan = new ScalePlan(List.of(Series.BACKLOG), 500, 50_000, 1, Duration.ZERO);

    assertThat(plan.sizes(Series.BACKLOG)).containsExactly(1_000L, 10_000L);
    assertThat(plan.recordsAt(Series.BACKLOG, 10_000)).isEqualTo(10_000);
    assertThat(plan.recordsAt(Series.PARTITIONS, 64)).isEqualTo(500);
  }
}
