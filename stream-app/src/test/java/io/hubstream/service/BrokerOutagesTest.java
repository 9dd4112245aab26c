package io.hubstream.service;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_APPLICATION;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.config.ConfigLoader;
import io.hubstream.preflight.FailureWords;
import io.hubstream.topology.StreamFailures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BrokerOutagesTest {
  private static final BrokerOutages.Limits LIMITS =
      new BrokerOutages.Limits(Duration.ofMillis(1), Duration.ofMillis(4), Duration.ofMinutes(10));

  private final PauseSwitch pauses = new PauseSwitch();
  private final AtomicInteger asked = new AtomicInteger();
  private Instant now = Instant.EPOCH;

  private BrokerOutages outages(BooleanSupplier letIn, BooleanSupplier running) {
    FailureWords words =
        new FailureWords(
            ConfigLoader.of(Map.of("bootstrap.servers", "127.0.0.1:1")).kafka(), "127.0.0.1:1");
    Clock clock = new TestClock();
    StreamFailures.StreamsControl pause = pauses.because("the brokers refuse");
    return new BrokerOutages(
        error -> SHUTDOWN_APPLICATION,
        new BrokerOutages.Brokers(words::of, letIn, running),
        LIMITS,
        pause,
        clock);
  }

  private final class TestClock extends Clock {
    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  static java.util.List<RuntimeException> refusals() {
    return java.util.List.of(
        new SaslAuthenticationException("no"),
        new TopicAuthorizationException("content"),
        new PolicyViolationException("quota"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void shouldWaitUnreadyUntilTheBrokersLetUsIn(RuntimeException refusal) {
    BrokerOutages outages =
        outages(
            () -> {
              assertThat(pauses.reasons()).containsExactly("the brokers refuse");
              return asked.incrementAndGet() == 3;
            },
            () -> true);

    var response = outages.handle(new StreamsException(refusal));

    assertThat(response).isEqualTo(REPLACE_THREAD);
    assertThat(asked).hasValue(3);
    assertThat(pauses.reasons()).isEmpty();
  }

  @Test
  void shouldStopTheApplicationWhenItTakesTooLong() {
    BrokerOutages outages =
        outages(
            () -> {
              now = now.plus(Duration.ofMinutes(4));
              return false;
            },
            () -> true);

    assertThat(outages.handle(new SaslAuthenticationException("no"))).isEqualTo(SHUTDOWN_CLIENT);
    assertThat(pauses.reasons()).hasSize(1);
  }

  @Test
  void shouldCountOneOutageWhenTheReplacedThreadDiesAgainAtOnce() {
    BrokerOutages outages =
        outages(
            () -> {
              now = now.plus(Duration.ofMinutes(4));
              return true;
            },
            () -> true);
    StreamsException refused = new StreamsException(new PolicyViolationException("quota"));

    assertThat(outages.handle(refused)).isEqualTo(REPLACE_THREAD);
    assertThat(outages.handle(refused)).isEqualTo(REPLACE_THREAD);
    assertThat(outages.handle(refused)).isEqualTo(REPLACE_THREAD);
    assertThat(outages.handle(refused)).isEqualTo(SHUTDOWN_CLIENT);
  }

  @Test
  void shouldNotHoldUpAnApplicationThatEnds() {
    assertThat(outages(() -> false, () -> false).handle(new SaslAuthenticationException("no")))
        .isEqualTo(SHUTDOWN_CLIENT);
  }

  @Test
  void shouldLeaveOtherFailuresToTheOtherHandler() {
    assertThat(outages(() -> true, () -> true).handle(new IllegalStateException("a fault")))
        .isEqualTo(SHUTDOWN_APPLICATION);
  }
}
