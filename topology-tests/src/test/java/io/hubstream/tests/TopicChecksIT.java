package io.hubstream.tests;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.broker.Topic;
import io.hubstream.broker.Topics;
import io.hubstream.service.EnrichmentService;
import io.hubstream.service.ServiceException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TopicChecksIT {
  @TempDir Path dir;

  @Test
  void shouldRefuseToStartListingEveryTopicThatDoesNotFit() throws Exception {
    try (TestStream stream = new TestStream(dir, 2);
        Admin admin = Admin.create(Map.of("bootstrap.servers", TestBroker.bootstrapServers()))) {
      // Given
      new Topics(admin, Duration.ofSeconds(30))
          .create(
              List.of(
                  Topic.of(stream.id + ".other", 5),
                  Topic.of(stream.id + ".small", 2).with("max.message.bytes", "1000"),
                  Topic.of(stream.id + ".forgetful", 1)));

      // When / Then
      assertThatThrownBy(() -> start(stream.with("topics.enriched", stream.id + ".other")))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("has 5 partitions");
      assertThatThrownBy(
              () ->
                  start(
                      stream
                          .with("topics.enriched", stream.id + ".small")
                          .with("topics.model-registry", stream.id + ".forgetful")))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("at most 1000 bytes")
          .hasMessageContaining("cleanup.policy=compact");
      assertThatThrownBy(() -> start(stream.with("topics.dead-letters", stream.id + ".absent")))
          .isInstanceOf(ServiceException.class)
          .hasMessageContaining("--create --topic " + stream.id + ".absent");
    }
  }

  private static void start(TestStream stream) {
    try (EnrichmentService service = stream.service("a", new FakeParts().parts())) {
      service.start();
    }
  }
}
