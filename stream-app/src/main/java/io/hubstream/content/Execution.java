package io.hubstream.content;

/**
 * How a result was computed; for a document, of its first chunk.
 *
 * @param batchSize rows of the run that were real
 * @param paddedBatchSize rows of the run in all
 * @param device where it ran, for instance {@code cpu} or {@code gpu:0}
 * @param inferenceMicros duration of the run, in microseconds
 */
public record Execution(int batchSize, int paddedBatchSize, String device, long inferenceMicros) {}
