package io.hubstream.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ParserGateTest {

  @Test
  void shouldLetSoManyInAsCanRunIntoTheirTimeLimitWithinHalfOfTheDrain() {
    // Given: 2 workers, 2 rounds of 100 ms within 250 ms
    ParserGate gate = new ParserGate(2, Duration.ofMillis(100), Duration.ofMillis(500));

    // When
    for (int i = 0; i < 4; i++) {
      gate.enter();
    }

    // Then
    assertThatThrownBy(gate::enter)
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("drain.timeout.ms=500");
  }

  @Test
  void shouldLetTheNextOneInWhenOneLeaves() throws Exception {
    // Given
    ParserGate gate = new ParserGate(1, Duration.ofSeconds(10), Duration.ofSeconds(20));
    gate.enter();
    CompletableFuture<Void> next = CompletableFuture.runAsync(gate::enter);

    // When
    gate.leave();

    // Then
    next.get(10, TimeUnit.SECONDS);
    assertThat(next).isCompleted();
  }
}
