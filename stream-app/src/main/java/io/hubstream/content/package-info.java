/**
 * Values that travel through the stream: content items, payloads, preprocessing, outcomes.
 *
 * <p>Everything here is immutable and free of threads and I/O. Owning thread: none. Imports no
 * other package of ours.
 */
package io.hubstream.content;
