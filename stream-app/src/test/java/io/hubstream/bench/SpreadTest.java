package io.hubstream.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {

  @Test
  void shouldTakeTheMiddleValueWhenTheirNumberIsOdd() {
    assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
  }

  @Test
  void shouldTakeTheMeanOfTheTwoInTheMiddleWhenTheirNumberIsEven() {
    assertThat(Spread.of(10, 4, 2, 1)).isEqualTo(new Spread(3, 1, 10));
  }

  @Test
  void shouldBeEmptyWhenThereIsNoValue() {
    assertThat(Spread.of(List.of())).isEmpty();
  }
}
