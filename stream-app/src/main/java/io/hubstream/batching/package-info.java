/**
 * The batch scheduler of a device: queues for each servable, batch closing, padding, bisection.
 *
 * <p>Owning thread: the inference threads run batches; any thread submits. Apart from threads this
 * is pure arithmetic. Imports {@code content} and {@code serving}.
 */
package io.hubstream.batching;
