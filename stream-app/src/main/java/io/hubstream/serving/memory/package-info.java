/**
 * Whether a model version fits into the memory: what it needs, what is free, and what the versions
 * take that are loaded. It knows models by name and size only.
 *
 * <p>Owning thread: none; the model-lifecycle thread asks, the model-closer thread gives back.
 * Imports nothing of ours.
 */
package io.hubstream.serving.memory;
