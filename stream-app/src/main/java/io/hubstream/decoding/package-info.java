/**
 * Pictures and documents to model input, behind interfaces of its own.
 *
 * <p>Owning thread: the decode pool calls in; the document parser is a child process. Imports
 * {@code content} only.
 */
package io.hubstream.decoding;
