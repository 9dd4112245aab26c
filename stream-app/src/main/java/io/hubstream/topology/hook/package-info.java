/**
 * The only place that touches Kafka Streams internals: the callback that Streams makes before it
 * collects offsets, and forwarding under the context of an earlier record.
 *
 * <p>Owning thread: the stream thread. Imports nothing of ours. See {@code
 * docs/adr/0003-commit-hook.md}.
 */
package io.hubstream.topology.hook;
