/**
 * The TensorFlow graphs of the starter models: features, head, SavedModel.
 *
 * <p>Owned by one thread at a time; tensors never leave. Imports {@code learning} only.
 */
package io.hubstream.starter.graphs;
