/**
 * What a person has on disk as what the service works on: files become content items, model folders
 * become published versions.
 *
 * <p>Owning thread: the caller's. Imports {@code content}, {@code decoding}, {@code artifacts},
 * {@code serving}, {@code serving.tensorflow} (the inspector), {@code starter} and {@code service}
 * (the version of the build).
 */
package io.hubstream.publishing;
