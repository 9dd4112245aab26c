package io.hubstream.serving;

/**
 * The embedding that a model gives.
 *
 * @param dimension values of a vector
 * @param spaceId changes whenever vectors are not comparable; two versions share it only when their
 *     manifests say so
 */
public record EmbeddingSpec(int dimension, String spaceId) {}
