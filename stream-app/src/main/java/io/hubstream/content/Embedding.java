package io.hubstream.content;

/**
 * A vector.
 *
 * @param vector its values; never written after
 * @param normalised whether its Euclidean length is 1
 * @param spaceId changes whenever vectors are not comparable
 */
@SuppressWarnings("ArrayRecordComponent")
public record Embedding(float[] vector, boolean normalised, String spaceId) {}
