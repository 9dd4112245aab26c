/**
 * Artifact stores (folders and Blob storage), manifests, verification, the content-addressed local
 * cache.
 *
 * <p>Owning thread: the model-lifecycle thread, or the command that packages or publishes. Imports
 * {@code serving}, {@code content} and {@code azure}.
 */
package io.hubstream.artifacts;
