package io.hubstream.archive;

/**
 * What an archiver tells a meter registry. Implemented by {@code metrics}; called by the archiver's
 * thread.
 */
public interface ArchiveMetrics {
  ArchiveMetrics NONE = new ArchiveMetrics() {};

  /**
   * How far a partition is.
   *
   * @param archived offset behind the last that is in the archive
   * @param lag records and markers between it and the end, as far as the consumer knows
   */
  default void progress(int partition, long archived, long lag) {}

  /** A file was written. */
  default void written(int partition, int records, int bytes) {}

  /** The store did not take a file; it is tried again. */
  default void waiting() {}
}
