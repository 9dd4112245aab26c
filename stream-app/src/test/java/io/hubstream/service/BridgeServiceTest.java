package io.hubstream.service;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.bridge.BridgeListener;
import io.hubstream.config.ConfigLoader;
import io.hubstream.config.HubstreamConfig;
import io.hubstream.metrics.BridgeMeters;
import io.hubstream.records.RegistryOutageException;
import io.hubstream.schemas.LoopbackRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BridgeServiceTest {

  @Test
  void shouldNotBeMadeWhenASchemaRegistryIsAway() throws Exception {
    try (LoopbackRegistry schemas = LoopbackRegistry.start()) {
      HubstreamConfig config =
          ConfigLoader.of(
              Map.of(
                  "bootstrap.servers", "localhost:1",
                  "wire.format.audit", "confluent",
                  "wire.confluent.url", schemas.url(),
                  "wire.registry.timeout.ms", "200"));
      schemas.answer(503);

      assertThatThrownBy(
              () ->
                  BridgeService.create(
                      config,
                      new BridgeService.Surroundings(
                          Map.of(),
                          new BridgeMeters(new SimpleMeterRegistry()),
                          BridgeListener.NONE)))
          .isInstanceOf(RegistryOutageException.class)
          .hasMessageContaining(schemas.url());
    }
  }
}
