/**
 * Reads the topics back and checks what was promised: nothing missing, nothing twice, in order, and
 * every stamp within a span that agrees with it.
 *
 * <p>Independent of the stream: it believes no counter of the service, only records. Owning thread:
 * the caller's. Imports {@code content} and {@code records}.
 */
package io.hubstream.verify;
