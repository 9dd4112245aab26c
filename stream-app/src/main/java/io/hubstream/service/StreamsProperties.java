package io.hubstream.service;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.config.StreamSettings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Kafka Streams' own configuration, made of ours; what the settings pass on comes last. */
public final class StreamsProperties {
  /** Records are large, and each is held until it was taken in: few of them wait. */
  private static final int BUFFERED_RECORDS = 256;

  private StreamsProperties() {}

  @SuppressWarnings("deprecation") // KIP-1270 deprecates its own opt-in: a later release has it on
  public static Properties of(HubstreamConfig config) {
    StreamSettings stream = config.stream();
    String instance = config.kafka().instanceId();
    Map<String, Object> values = new HashMap<>();
    values.put(StreamsConfig.CLIENT_ID_CONFIG, config.kafka().applicationId() + "-" + instance);
    values.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, stream.guarantee().setting());
    values.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, stream.threads());
    values.put(StreamsConfig.STATE_DIR_CONFIG, stream.stateDir().resolve(instance).toString());
    values.put(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, stream.timings().commitInterval().toMillis());
    values.put(StreamsConfig.POLL_MS_CONFIG, stream.timings().poll().toMillis());
    values.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    values.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, BUFFERED_RECORDS);
    // A task reads one partition: there is nothing to wait for, and to look costs each record.
    values.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
    values.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    values.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    values.put(
        StreamsConfig.GROUP_PROTOCOL_CONFIG,
        stream.groupProtocol().name().toLowerCase(Locale.ROOT));
    addConsumer(values, stream, instance);
    addProducer(values, stream);
    values.putAll(config.kafka().streamsProperties());
    Properties properties = new Properties();
    properties.putAll(values);
    return properties;
  }

  private static void addConsumer(
      Map<String, Object> values, StreamSettings stream, String instance) {
    values.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), BUFFERED_RECORDS);
    values.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG), "read_committed");
    if (stream.groupProtocol() == StreamSettings.GroupProtocol.CLASSIC) {
      values.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instance);
      values.put(
          StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
          (int) stream.timings().session().toMillis());
    }
  }

  private static void addProducer(Map<String, Object> values, StreamSettings stream) {
    values.put(
        StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG),
        stream.timings().linger().toMillis());
    values.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        (int) stream.timings().transactionTimeout().toMillis());
  }
}
