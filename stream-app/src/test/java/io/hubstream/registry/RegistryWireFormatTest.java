package io.hubstream.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.records.DesiredState;
import io.hubstream.records.DesiredState.Action;
import io.hubstream.records.RegistryUpdates;
import io.hubstream.records.TopicCodecs;
import io.hubstream.schemas.LoopbackRegistry;
import io.hubstream.serving.DesiredModel;
import io.hubstream.serving.Phase;
import io.hubstream.testing.RecordingListener;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The registry topic in the wire format confluent. */
@Timeout(60)
class RegistryWireFormatTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private final RegistryRows rows = new RegistryRows();
  private final List<DesiredModel> submitted = new CopyOnWriteArrayList<>();
  private final RecordingListener audit = new RecordingListener();

  @Test
  void shouldWaitAndPassOverNothingWhenTheSchemaRegistryIsAway() throws Exception {
    try (LoopbackRegistry schemas = LoopbackRegistry.start()) {
      // Given
      DesiredState first = RegistryFoldTest.state("a", 1, Action.ACTIVATE, 0, 1);
      DesiredState second = RegistryFoldTest.state("b", 1, Action.ACTIVATE, 0, 1);
      TopicCodecs codecs = codecs(schemas);
      rows.add("a", codecs.encode(RegistryRows.TOPIC, first).value());
      rows.add("a", RegistryUpdates.write(first));
      rows.add("b", codecs.encode(RegistryRows.TOPIC, second).value());
      schemas.answer(503);

      // When
      try (RegistryConsumer registry = consumer(codecs(schemas)).start()) {
        assertThat(registry.awaitBootstrap(Duration.ofMillis(600))).isFalse();
        assertThat(submitted).isEmpty();
        schemas.answer(0);

        // Then
        assertThat(registry.awaitBootstrap(SOON)).isTrue();
        rows.add("b", RegistryUpdates.write(second));
        assertThat(registry.awaitRegistryEnd(SOON)).isTrue();
      }
      assertThat(submitted).extracting(DesiredModel::model).containsExactly("a", "b");
      assertThat(audit.of(Phase.REJECTED).get(0).reason().orElse(""))
          .contains("set wire.format.model-registry=single-object");
    }
  }

  private static TopicCodecs codecs(LoopbackRegistry schemas) {
    return TopicCodecs.of(
        Map.of(
            "wire.format", "confluent",
            "wire.confluent.url", schemas.url(),
            "wire.registry.timeout.ms", "200"));
  }

  private RegistryConsumer consumer(TopicCodecs codecs) {
    return new RegistryConsumer(
        rows::consumer,
        new RegistryConsumer.Listeners(submitted::add, audit, rows::add, RegistryMetrics.NONE),
        new RegistrySettings(
            RegistryRows.TOPIC,
            Duration.ofMillis(5),
            Duration.ofMillis(1),
            Duration.ofMillis(10),
            Duration.ofMillis(1),
            Clock.systemUTC(),
            codecs));
  }
}
