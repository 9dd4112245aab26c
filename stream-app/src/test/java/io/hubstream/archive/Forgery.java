package io.hubstream.archive;

import java.util.List;
import java.util.stream.Stream;

/**
 * Something that somebody could do to an archive.
 *
 * @param kind of a finding that tells of it
 */
record Forgery(String name, Shows shows, Finding.Kind kind, Act act) {
  /** Where a forgery shows. */
  enum Shows {
    IN_THE_ARCHIVE,
    /** Only against heads that were noted before. */
    AGAINST_AN_ANCHOR
  }

  /** What is done to an archive. */
  interface Act {
    void on(BuiltArchive archive) throws Exception;
  }

  static Forgery seen(String name, Finding.Kind kind, Act act) {
    return new Forgery(name, Shows.IN_THE_ARCHIVE, kind, act);
  }

  static Forgery anchored(String name, Act act) {
    return new Forgery(name, Shows.AGAINST_AN_ANCHOR, Finding.Kind.ANCHOR, act);
  }

  /** The whole table. */
  static List<Forgery> all() {
    return Stream.concat(FileForgeries.all().stream(), RecordForgeries.all().stream()).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
