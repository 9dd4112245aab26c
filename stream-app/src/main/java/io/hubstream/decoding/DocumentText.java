package io.hubstream.decoding;

import org.apache.tika.exception.WriteLimitReachedException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Collects a parsed document's text. Parsers lay markup out as blanks; here a run of blanks becomes
 * one blank (one tab, where it holds a tab), and a run of line ends one, or an empty line where it
 * holds several. One thread.
 */
final class DocumentText extends DefaultHandler {

  private final StringBuilder text = new StringBuilder();
  private final int limit;
  private int lineEnds;
  private char blank;
  private boolean afterReturn;
  private boolean full;

  /**
   * @param limit longest text, in UTF-16 units
   */
  DocumentText(int limit) {
    this.limit = limit;
  }

  /** Whether the text passed the limit; some parsers swallow the exception that says so. */
  boolean full() {
    return full;
  }

  @Override
  public void characters(char[] chars, int start, int length) throws WriteLimitReachedException {
    for (int i = start; i < start + length; i++) {
      append(chars[i]);
    }
  }

  @Override
  public void ignorableWhitespace(char[] chars, int start, int length)
      throws WriteLimitReachedException {
    characters(chars, start, length);
  }

  private void append(char c) throws WriteLimitReachedException {
    boolean secondOfPair = afterReturn && c == '\n';
    afterReturn = c == '\r';
    if (c == '\n' || c == '\r') {
      lineEnds += secondOfPair ? 0 : 1;
      blank = 0;
    } else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
      blank = c == '\t' || blank == '\t' ? '\t' : ' ';
    } else {
      appendGap();
      text.append(c);
    }
    if (text.length() > limit) {
      full = true;
      throw new WriteLimitReachedException(limit);
    }
  }

  private void appendGap() {
    if (text.length() > 0) {
      if (lineEnds > 0) {
        text.append(lineEnds > 1 ? "\n\n" : "\n");
      } else if (blank != 0) {
        text.append(blank);
      }
    }
    lineEnds = 0;
    blank = 0;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
