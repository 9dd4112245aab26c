package io.hubstream.archive;

import java.time.Duration;

/** What an archiver tells people. Called by the archiver's thread. */
public interface ArchiveListener {
  ArchiveListener NONE = new ArchiveListener() {};

  /**
   * A file is in the archive.
   *
   * @param name where
   * @param digest its digest
   * @param bytes its size
   */
  default void written(String name, FileHeader header, String digest, int bytes) {}

  /** Retention had removed records before they could be archived: they are lost. */
  default void lost(String topic, int partition, OffsetRange offsets) {}

  /** Another archiver wrote the next file: its end is gone on from. */
  default void overtaken(String name) {}

  /** The store did not take a file; it is tried again after a pause. */
  default void waiting(String reason, Duration pause) {}

  /** Something else that people should know. */
  default void remark(String text) {}
}
