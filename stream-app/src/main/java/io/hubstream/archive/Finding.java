package io.hubstream.archive;

/**
 * Something that is not as an archiver left it.
 *
 * @param kind of what
 * @param place the file, or the chain
 * @param what in words
 */
public record Finding(Kind kind, String place, String what) {

  /** Kinds of findings. */
  public enum Kind {
    /** A file cannot be read, or its bytes are not those that were sealed. */
    DAMAGED,
    /** A file or a whole chain is not there. */
    MISSING,
    /** Two files of one number. */
    DUPLICATE,
    /** A file that no archiver wrote there. */
    STRANGE,
    /** A file says of itself that it belongs elsewhere. */
    MISPLACED,
    /** A file does not follow the one before it. */
    BROKEN_CHAIN,
    /** A file's records are not those that its header tells of. */
    RECORDS,
    /** What was noted earlier is not there any more. */
    ANCHOR,
    /** The topic holds something else. */
    TOPIC
  }

  @Override
  public String toString() {
    return "%s %s: %s".formatted(kind, place, what);
  }
}
