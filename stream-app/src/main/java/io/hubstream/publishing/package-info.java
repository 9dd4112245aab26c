/**
 * Files of a person as content items: listing, media types, claim checks.
 *
 * <p>Owning thread: the command's. Imports {@code content} and {@code decoding}.
 */
package io.hubstream.publishing;
