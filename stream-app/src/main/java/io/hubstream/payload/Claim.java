package io.hubstream.payload;

import io.hubstream.content.BadRecordException;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A payload that was claimed for one record. Whoever claimed it says when he is {@link #done},
 * once.
 *
 * <p>Safe for any thread.
 */
public interface Claim {

  /** Whether {@link #bytes()} will not wait for another thread. */
  boolean isReady();

  /** Runs something once it is ready: at once, or on a thread that fetches. */
  void whenReady(Runnable then);

  /**
   * The payload.
   *
   * @throws BadRecordException as {@link PayloadSource#fetch}
   * @throws StoreUnavailableException the store is out of reach, or too slow for the record that
   *     waits
   */
  ByteBuffer bytes() throws BadRecordException, StoreUnavailableException, InterruptedException;

  /** How long the fetch took. Known when {@link #bytes()} gave them. */
  Duration took();

  /**
   * The record needs it no more.
   *
   * @param used whether it was decoded; else it may be wanted again
   */
  void done(boolean used);
}
