package io.hubstream.bridge;

import io.hubstream.records.TopicCodecs;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Where Kafka is, and which topics.
 *
 * @param producers makes idempotent producers that wait for all replicas
 * @param consumers makes consumers without a group that read uncommitted records too: a transaction
 *     of others would hide ours behind it for as long as it is open
 * @param codecs know the wire formats
 * @param limit longest wait for the broker to confirm
 */
public record BridgeKafka(
    Supplier<? extends Producer<byte[], byte[]>> producers,
    Supplier<? extends Consumer<byte[], byte[]>> consumers,
    String audit,
    String deadLetters,
    TopicCodecs codecs,
    Duration limit) {}
