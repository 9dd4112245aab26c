/**
 * What a person has on disk as what the service works on: files become content items, model folders
 * become published versions.
 *
 * <p>Owning thread: the caller's. Imports {@code content}, {@code decoding}, {@code artifacts},
 * {@code serving}, {@code serving.tensorflow} (the inspector, and what runs models without Kafka),
 * {@code starter} and {@code service} (the version of the build, decoders of samples).
 */
package io.hubstream.publishing;
