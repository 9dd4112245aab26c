/**
 * Desired state from the registry topic: reading, folding, conflicts, publishing.
 *
 * <p>Owning thread: the registry thread owns the consumer and the fold. Imports {@code serving} and
 * {@code records}.
 */
package io.hubstream.registry;
