package io.hubstream.artifacts;

import io.hubstream.serving.ModelManifest.FileEntry;
import io.hubstream.serving.ModelRefusedException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The folder of one version in a store, as it looks now. Owned by the thread that opened it. */
interface StoredVersion {

  /**
   * A file in the store.
   *
   * @param tag changes when the file does; empty where the store has no such thing
   */
  record StoredFile(long size, String tag) {}

  /** The manifest's bytes, and when they were written. */
  record StoredManifest(byte[] bytes, Instant modified) {}

  /** Where it is, for people. */
  String place();

  /**
   * The manifest; empty when there is none, or nothing in it.
   *
   * @throws IOException the store is out of reach, or the folder itself is not there
   */
  Optional<StoredManifest> manifest() throws ModelRefusedException, IOException;

  /** Every other file by its path, as the store lists them: a listing may be behind. */
  Map<String, StoredFile> list() throws ModelRefusedException, IOException;

  /** One file, asked for by its path. */
  Optional<StoredFile> find(String path) throws IOException;

  /**
   * Copies files into the partial folder of the cache, whose files have their final sizes already.
   *
   * @param found what the store says of these files
   * @return whether something of an earlier copy was taken over
   */
  boolean copy(List<FileEntry> files, Map<String, StoredFile> found, CachedVersion into)
      throws IOException;
}
