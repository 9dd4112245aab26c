package io.hubstream.content;

/**
 * A piece of a document's text.
 *
 * @param index 0 for the first
 * @param start first character within the document's text, in UTF-16 units
 * @param end one past the last
 * @param text the piece
 */
public record DocumentChunk(int index, int start, int end, String text) {}
