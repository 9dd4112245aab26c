/**
 * Artifact stores, manifests, verification, the content-addressed local cache.
 *
 * <p>Owning thread: the model-lifecycle thread, or the command that packages or publishes. Imports
 * {@code serving} and {@code content}.
 */
package io.hubstream.artifacts;
