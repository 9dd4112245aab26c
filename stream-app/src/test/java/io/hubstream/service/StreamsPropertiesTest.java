package io.hubstream.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.config.ConfigLoader;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class StreamsPropertiesTest {

  @Test
  void shouldGiveEachInstanceAStateFolderAndAStaticMembershipOfItsOwn() {
    // When
    Properties properties = properties(Map.of("state.dir", "/state"));

    // Then
    assertThat(properties)
        .containsEntry("state.dir", "/state/one")
        .containsEntry("main.consumer.group.instance.id", "one")
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("consumer.isolation.level", "read_committed")
        .containsEntry("producer.transaction.timeout.ms", 15_000);
  }

  @Test
  void shouldLeaveTheMembershipToTheBrokerUnderTheStreamsProtocol() {
    // When
    Properties properties = properties(Map.of("group.protocol", "streams"));

    // Then
    assertThat(properties)
        .containsEntry("group.protocol", "streams")
        .doesNotContainKeys("main.consumer.group.instance.id", "main.consumer.session.timeout.ms");
  }

  @Test
  void shouldLetWhatIsPassedOnGoBeforeOurDefaults() {
    // When
    Properties properties =
        properties(
            Map.of(
                "kafka.consumer.max.poll.records", "7",
                "kafka.security.protocol", "SASL_SSL"));

    // Then
    assertThat(properties)
        .containsEntry("consumer.max.poll.records", "7")
        .containsEntry("security.protocol", "SASL_SSL");
  }

  private static Properties properties(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("bootstrap.servers", "localhost:1");
    all.put("instance.id", "one");
    return StreamsProperties.of(ConfigLoader.of(all));
  }
}
