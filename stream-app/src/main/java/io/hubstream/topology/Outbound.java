package io.hubstream.topology;

import org.jspecify.annotations.Nullable;

/**
 * A value on its way to a sink.
 *
 * @param sourcePartition partition of the record that it was made of
 * @param value the bytes; null passes a deletion on
 */
@SuppressWarnings("ArrayRecordComponent")
record Outbound(int sourcePartition, byte @Nullable [] value) {}
