package io.hubstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BridgeHealthTest {
  private final BridgeHealth health = new BridgeHealth(2);

  @Test
  void shouldBeReadyWhileItReadsSomethingAndWaitsForNothing() {
    assertThat(health.reasons()).singleElement().asString().contains("no partition");

    health.claimed(0);
    assertThat(health.reasons()).isEmpty();

    health.waiting("Kafka is away");
    health.unreadable("the hub is away");
    assertThat(health.reasons()).containsExactly("Kafka is away", "the hub is away");

    health.goesOn();
    health.readable();
    assertThat(health.reasons()).isEmpty();

    health.released(0);
    assertThat(health.reasons()).hasSize(1);
  }

  @Test
  void shouldBeIdleOnlyWhileItReadsAllPartitionsAndWorksOnNothing() {
    health.claimed(0);
    assertThat(health.idle()).as("the other partition may hold something").isZero();

    health.claimed(1);
    assertThat(health.idle()).isPositive();

    health.begin();
    assertThat(health.idle()).as("at work").isZero();

    health.done();
    assertThat(health.idle()).isGreaterThan(Duration.ZERO);
  }
}
