package io.hubstream.service;

import io.hubstream.config.HubstreamConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks before the start that the topics' own settings suit ours. Where the broker does not tell
 * them, for want of a permission or of the function, the check is left out.
 */
final class TopicLimits {
  private static final Logger LOG = LoggerFactory.getLogger(TopicLimits.class);
  private static final int LIMIT_SECONDS = 30;

  private TopicLimits() {}

  /** Problems, each with what mends it. */
  static List<String> problems(Admin admin, HubstreamConfig config) throws InterruptedException {
    List<String> problems = new ArrayList<>();
    int largest = config.pipeline().result().maxBytes();
    String registry = config.topics().modelRegistry();
    Map<ConfigResource, Config> configs =
        describe(
            admin,
            Stream.of(config.topics().enriched(), config.topics().deadLetters(), registry)
                .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                .toList());
    configs.forEach(
        (topic, settings) -> {
          String limit = value(settings, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
          if (limit.matches("\\d{1,10}") && Long.parseLong(limit) < largest) {
            problems.add(
                "topic '%s' takes messages of at most %s bytes, result.max.bytes is %d: lower the setting, or raise the topic's max.message.bytes"
                    .formatted(topic.name(), limit, largest));
          }
          String cleanup = value(settings, TopicConfig.CLEANUP_POLICY_CONFIG);
          if (topic.name().equals(registry) && cleanup.equals(TopicConfig.CLEANUP_POLICY_DELETE)) {
            problems.add(
                "topic '%s' must have cleanup.policy=compact: with '%s' the broker forgets what is to serve"
                    .formatted(topic.name(), cleanup));
          }
        });
    return problems;
  }

  private static String value(Config settings, String name) {
    ConfigEntry entry = settings.get(name);
    return entry == null || entry.value() == null ? "" : entry.value();
  }

  private static Map<ConfigResource, Config> describe(Admin admin, List<ConfigResource> topics)
      throws InterruptedException {
    try {
      return admin.describeConfigs(topics).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("The topics' settings could not be checked: {}", e.toString());
      return Map.of();
    }
  }
}
