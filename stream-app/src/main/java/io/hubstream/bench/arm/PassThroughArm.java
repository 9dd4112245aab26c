package io.hubstream.bench.arm;

import io.hubstream.config.HubstreamConfig;
import io.hubstream.service.StreamsProperties;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;

/** What Kafka Streams itself costs: values leave as they come, under the same settings. */
final class PassThroughArm implements ArmWork {
  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

  private final KafkaStreams streams;

  PassThroughArm(HubstreamConfig config, Recorder recorder) {
    this.streams = new KafkaStreams(topology(config, recorder), StreamsProperties.of(config));
  }

  private static Topology topology(HubstreamConfig config, Recorder recorder) {
    StreamsBuilder builder = new StreamsBuilder();
    builder.stream(
            config.topics().content(),
            Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("content"))
        .mapValues(
            value -> {
              recorder.done();
              return value;
            },
            Named.as("same"))
        .to(
            config.topics().enriched(),
            Produced.with(Serdes.ByteArray(), Serdes.ByteArray()).withName("enriched"));
    return builder.build();
  }

  @Override
  public ArmReply.Findings start() {
    streams.start();
    return ArmReply.Findings.NONE;
  }

  @Override
  public Optional<String> failure() {
    KafkaStreams.State state = streams.state();
    return state == KafkaStreams.State.ERROR || state == KafkaStreams.State.NOT_RUNNING
        ? Optional.of("the stream is " + state)
        : Optional.empty();
  }

  @Override
  public void close() {
    streams.close(CLOSE_LIMIT);
  }
}
