package io.hubstream.topology;

import io.hubstream.serving.ServingSource;
import io.hubstream.topology.hook.CommitHookStoreBuilder;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;

/**
 * The whole topology: one source of raw bytes, one processor with its commit hook, three sinks. It
 * has no changelog and no repartition topic.
 */
public final class EnrichmentTopology {
  private EnrichmentTopology() {}

  /** Builds it; every task gets a processor of its own over the shared parts. */
  public static Topology build(
      TopicNames topics,
      RecordIntake intake,
      ServingSource serving,
      OutcomeWriters writers,
      TaskSettings settings,
      EnrichmentMetrics metrics) {
    CatchUpBarrier barrier = new CatchUpBarrier(serving, settings.catchUpTimeout());
    Serializer<Outbound> values = (topic, outbound) -> outbound.value();
    StreamPartitioner<byte[], Outbound> samePartition =
        (topic, key, outbound, partitions) -> Optional.of(Set.of(outbound.sourcePartition()));
    return new Topology()
        .addSource(
            AutoOffsetReset.earliest(),
            NodeNames.CONTENT_SOURCE,
            new SourceTimestampExtractor(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            topics.content())
        .addProcessor(
            NodeNames.ENRICH,
            () -> new EnrichProcessor(intake, serving, barrier, writers, settings, metrics),
            NodeNames.CONTENT_SOURCE)
        .addStateStore(new CommitHookStoreBuilder(NodeNames.COMMIT_HOOK), NodeNames.ENRICH)
        .addSink(
            NodeNames.ENRICHED_SINK,
            topics.enriched(),
            new ByteArraySerializer(),
            values,
            samePartition,
            NodeNames.ENRICH)
        .addSink(
            NodeNames.AUDIT_SINK,
            topics.audit(),
            new ByteArraySerializer(),
            values,
            NodeNames.ENRICH)
        .addSink(
            NodeNames.DEAD_LETTERS_SINK,
            topics.deadLetters(),
            new ByteArraySerializer(),
            values,
            NodeNames.ENRICH);
  }
}
