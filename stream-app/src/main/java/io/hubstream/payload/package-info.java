/**
 * Claim checks: fetching payloads that are kept beside the stream, within limits.
 *
 * <p>Owning thread: the decode pool calls in. Imports {@code content} only (and {@code azure}).
 */
package io.hubstream.payload;
