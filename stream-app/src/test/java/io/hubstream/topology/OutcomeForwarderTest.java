package io.hubstream.topology;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.content.FailureKind;
import io.hubstream.content.Outcome;
import io.hubstream.content.SourcePosition;
import io.hubstream.content.Stage;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.DeadLetterHeaders;
import io.hubstream.records.EnrichedRecords;
import io.hubstream.records.RuntimeEnvironment;
import io.hubstream.serving.ServingSet;
import io.hubstream.topology.hook.RecordScope;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.Test;

/** A record that passes the broker's limit would kill the task again and again. */
class OutcomeForwarderTest {
  private static final int LIMIT = 20_000;

  private final List<Record<byte[], Outbound>> forwarded = new ArrayList<>();
  private final List<String> children = new ArrayList<>();
  private final OutcomeForwarder forwarder = forwarder();

  @Test
  void shouldLeaveTheValueOutWhenItsKeyAndHeadersTakeTheDeadLetterOverTheLimit() {
    // Given
    Record<byte[], byte[]> record = new Record<>(new byte[5_000], new byte[16_000], 0);
    record.headers().add("trace", null);

    // When
    forwarder.forward(entry(record), refused());

    // Then
    assertThat(children).containsExactly(NodeNames.DEAD_LETTERS_SINK);
    assertThat(forwarded.get(0).value().value()).isNull();
    assertThat(forwarded.get(0).headers().lastHeader(DeadLetterHeaders.VALUE_OMITTED)).isNotNull();
  }

  @Test
  void shouldKeepTheValueWhenAllOfItFits() {
    // When
    forwarder.forward(entry(new Record<>(new byte[1_000], new byte[16_000], 0)), refused());

    // Then
    assertThat(forwarded.get(0).value().value()).hasSize(16_000);
  }

  private static Outcome refused() {
    return new Outcome.DeadLettered(
        FailureKind.UNDECODABLE, Stage.DECODE, "damaged", Optional.empty());
  }

  private static InFlightWindow.Entry entry(Record<byte[], byte[]> record) {
    return new InFlightWindow.Entry(
        record,
        new RecordScope.Captured() {},
        new SourcePosition("content", 0, 7),
        new ServingSet(Map.of(), 1, () -> {}),
        new CompletableFuture<>(),
        0);
  }

  private OutcomeForwarder forwarder() {
    RuntimeEnvironment environment =
        new RuntimeEnvironment(
            "instance-1",
            "1.0",
            Optional.empty(),
            "none",
            Optional.empty(),
            Optional.empty(),
            RuntimeEnvironment.Platform.current());
    return new OutcomeForwarder(
        context(),
        new OutcomeWriters(
            new EnrichedRecords(environment),
            new AuditRecords(environment, false),
            Clock.systemUTC()),
        new TaskSettings(
            1_000_000, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO, LIMIT, false),
        EnrichmentMetrics.NONE);
  }

  @SuppressWarnings("unchecked")
  private ProcessorContext<byte[], Outbound> context() {
    return (ProcessorContext<byte[], Outbound>)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {ProcessorContext.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("forward");
              forwarded.add((Record<byte[], Outbound>) arguments[0]);
              children.add((String) arguments[1]);
              return null;
            });
  }
}
