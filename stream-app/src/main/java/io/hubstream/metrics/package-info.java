/**
 * Micrometer meters behind the metrics interfaces that other packages own, and the binders of the
 * libraries.
 *
 * <p>Owning thread: none; meters may be written from any thread. Imports the packages whose
 * interfaces it implements: {@code serving}, {@code batching}, {@code topology}, {@code archive}
 * and {@code content}.
 */
package io.hubstream.metrics;
