/**
 * The Kafka Streams topology: processors, the commit hook, results in offset order, spans.
 *
 * <p>Owning thread: the stream thread of a task owns its processor, window and spans; workers only
 * complete futures. Imports {@code content}, {@code routing}, {@code serving}, {@code batching},
 * {@code decoding}, {@code payload}, {@code audit} and {@code records}.
 */
package io.hubstream.topology;
