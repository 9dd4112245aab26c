package io.hubstream.archive;

/**
 * Sees the files of an archive while it is checked, chain by chain and each in order. A file that
 * cannot be read is left out.
 */
public interface ArchiveVisitor {
  ArchiveVisitor NONE = new ArchiveVisitor() {};

  /** The next file; those of a chain come one after the other. */
  default void file(ArchiveFile file) {}

  /** A chain has no more files. */
  default void end(String topic, int partition) {}
}
