/**
 * Lifecycle events onto the audit topic, and the growing spans of each partition.
 *
 * <p>Owning thread: the publisher's producer thread; a span tracker belongs to its stream thread.
 * Imports {@code serving} and {@code records}.
 */
package io.hubstream.audit;
