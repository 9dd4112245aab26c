package io.hubstream.topology;

/**
 * What a result holds.
 *
 * @param topK best classes kept of a classification
 * @param keepChunks whether a document's chunk results are kept beside the whole
 * @param maxChunks most chunks that a document may have
 */
public record ResultSettings(int topK, boolean keepChunks, int maxChunks) {}
