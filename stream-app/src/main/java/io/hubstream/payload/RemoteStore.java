package io.hubstream.payload;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * One entry of the allow-list: a place elsewhere that claim checks may name objects of. Each call
 * is one request. Safe for any thread.
 */
interface RemoteStore extends AutoCloseable {
  /** As the allow-list has it; never credentials. */
  String name();

  /** Whether it is this one that holds an object. Asks nobody. */
  boolean holds(URI uri);

  /**
   * Reads an object.
   *
   * @param etag that it must have
   * @param limit longest time
   * @return how many bytes the store says that there are; negative when it does not say
   */
  long read(URI uri, Optional<String> etag, PayloadSink to, Duration limit)
      throws StoreFailure, InterruptedException;

  /** Reads an object's first byte at most: whether it can be read. */
  void touch(URI uri, Duration limit) throws StoreFailure, InterruptedException;

  /**
   * Does what the first request would have to wait for, such as loading classes and getting a
   * token. Tells nothing: if it fails, so will the first request.
   */
  default void warmUp(Duration limit) throws InterruptedException {}

  @Override
  default void close() {}
}
