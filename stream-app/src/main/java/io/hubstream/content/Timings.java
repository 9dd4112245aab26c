package io.hubstream.content;

/**
 * Where a record's time went, in microseconds.
 *
 * @param payloadMicros fetching the payload
 * @param decodeMicros decoding
 * @param inferenceMicros from the first submit to the last result, waiting for a batch included
 * @param totalMicros from intake to the finished result
 */
public record Timings(
    long payloadMicros, long decodeMicros, long inferenceMicros, long totalMicros) {}
