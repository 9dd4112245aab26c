/**
 * What measurements work on: content items, sample content, and the backlog of a topic.
 *
 * <p>Owning thread: the caller's. Imports {@code content}, {@code records}, {@code publishing}
 * (files as items) and {@code serving} (versions).
 */
package io.hubstream.bench.workload;
