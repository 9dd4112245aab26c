/**
 * Reads the topics back and checks what was promised: nothing missing, nothing twice, in order, and
 * every stamp within a span that agrees with it. Finds what the topics hold about one record, too.
 *
 * <p>Independent of the stream: it believes no counter of the service, only records. Owning thread:
 * the caller's. Imports {@code audit} (which explains what was found), {@code content}, {@code
 * serving} and {@code records}.
 */
package io.hubstream.verify;
