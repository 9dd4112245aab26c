package io.hubstream.decoding;

import io.hubstream.content.BadRecordException;
import io.hubstream.content.DocumentChunk;
import io.hubstream.content.FailureKind;
import io.hubstream.content.Stage;
import io.hubstream.content.TextPreprocessing;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into overlapping chunks. The chunks cover every character; each is at most as long as
 * asked, and begins as far before the end of the one before it as asked. A chunk ends at a
 * paragraph's, a sentence's or a word's end, in this order, where there is one in its last quarter.
 *
 * <p>No surrogate pair is ever split: for it an overlap grows by one character. In chunks of less
 * than eight characters, which only tests ask for, an overlap may also shrink, and a chunk grow by
 * one. Stateless; the same text gives the same chunks.
 */
public final class Chunker {

  private Chunker() {}

  /**
   * @param text the document's text
   * @param form chunk length and overlap
   * @param maxChunks most chunks that a document may have
   * @return at least one chunk; exactly one where the text fits into it
   * @throws BadRecordException LIMIT_EXCEEDED for more than {@code maxChunks}
   */
  public static List<DocumentChunk> chunk(String text, TextPreprocessing form, int maxChunks)
      throws BadRecordException {
    List<DocumentChunk> chunks = new ArrayList<>();
    int start = 0;
    int end = 0;
    while (true) {
      if (chunks.size() == maxChunks) {
        throw new BadRecordException(
            FailureKind.LIMIT_EXCEEDED,
            Stage.DECODE,
            "a text of %d characters makes more than %d chunks of %s"
                .formatted(text.length(), maxChunks, form.id()));
      }
      int before = end;
      boolean rest = text.length() - start <= form.chunkCharacters();
      end = rest ? text.length() : cut(text, start, form.chunkCharacters(), before);
      chunks.add(new DocumentChunk(chunks.size(), start, end, text.substring(start, end)));
      if (end == text.length()) {
        return chunks;
      }
      start = next(text, start, end, form);
    }
  }

  /**
   * Where a chunk that begins at {@code start} and is not the last one ends; always later than
   * {@code before}, the end of the chunk before it.
   */
  private static int cut(String text, int start, int length, int before) {
    int limit = start + length;
    int earliest = Math.max(before, limit - length / 4);
    int sentence = -1;
    int word = -1;
    for (int at = limit; at > earliest; at--) {
      if (endsParagraph(text, at)) {
        return at;
      }
      if (sentence < 0 && endsSentence(text, at)) {
        sentence = at;
      }
      if (word < 0 && endsWord(text, at)) {
        word = at;
      }
    }
    if (sentence >= 0 || word >= 0) {
      return sentence >= 0 ? sentence : word;
    }
    if (!splitsPair(text, limit)) {
      return limit;
    }
    return limit - 1 > Math.max(start, before) ? limit - 1 : limit + 1;
  }

  /** Where the chunk after one that ends at {@code end} begins; always later than {@code start}. */
  private static int next(String text, int start, int end, TextPreprocessing form) {
    int next = end - form.overlapCharacters();
    if (splitsPair(text, next)) {
      boolean advances = next - 1 + form.chunkCharacters() > end;
      next += advances ? -1 : 1;
    }
    return next > start ? next : end;
  }

  /** The next paragraph begins at {@code at}: an empty line, or blanks only, stands before it. */
  private static boolean endsParagraph(String text, int at) {
    if (text.charAt(at - 1) != '\n' || isBlank(text.charAt(at))) {
      return false;
    }
    int before = at - 2;
    while (before >= 0 && isBlank(text.charAt(before)) && text.charAt(before) != '\n') {
      before--;
    }
    return before >= 0 && text.charAt(before) == '\n';
  }

  /** The next word begins at {@code at}, and a line's end or a full stop stands before it. */
  private static boolean endsSentence(String text, int at) {
    char last = text.charAt(at - 1);
    if (isFullWidthStop(last)) {
      return true;
    }
    if (!endsWord(text, at)) {
      return false;
    }
    if (last == '\n') {
      return true;
    }
    int before = at - 1;
    while (before >= 0 && isBlank(text.charAt(before))) {
      before--;
    }
    while (before >= 0 && "\"')]\u201d\u2019\u00bb".indexOf(text.charAt(before)) >= 0) {
      before--;
    }
    return before >= 0 && ".!?\u2026".indexOf(text.charAt(before)) >= 0;
  }

  private static boolean endsWord(String text, int at) {
    return isBlank(text.charAt(at - 1)) && !isBlank(text.charAt(at));
  }

  private static boolean isFullWidthStop(char c) {
    return c == '\u3002' || c == '\uff01' || c == '\uff1f';
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c);
  }

  private static boolean splitsPair(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isHighSurrogate(text.charAt(at - 1))
        && Character.isLowSurrogate(text.charAt(at));
  }
}
