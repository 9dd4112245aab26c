package io.hubstream.archive;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;

/**
 * A place for files that are written once: whole or not at all, and never again. Several processes
 * may use one at the same time. Names have forward slashes.
 */
public interface ArchiveStore {
  /** Where it is, for people; no secret. */
  String place();

  /**
   * The names of all files below a folder.
   *
   * @param below a folder with a slash at its end; empty for all
   */
  SortedSet<String> list(String below) throws IOException;

  /** A file; empty where there is none. */
  Optional<byte[]> find(String name) throws IOException;

  /**
   * Writes a new file. It lasts when this returns.
   *
   * @return whether it was written: false when there is one of this name already
   */
  boolean put(String name, byte[] bytes) throws IOException;

  /** Removes what writers left that were killed; files of the archive stay. */
  default void clean() throws IOException {}
}
