/**
 * Lifecycle events onto the audit topic, the growing spans of each partition, and what the audit
 * answers when it was read back: why a record became what it became, what a version touched, how
 * versions lived.
 *
 * <p>Owning thread: the publisher's producer thread; a span tracker belongs to its stream thread;
 * the queries belong to their caller and read no topic. Imports {@code content}, {@code serving}
 * and {@code records}.
 */
package io.hubstream.audit;
