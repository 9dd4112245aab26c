package io.hubstream.bench.arm;

import java.util.Optional;

/**
 * Something that works until it is closed, and tells a {@link Recorder}. Owned by one thread; it
 * has threads of its own.
 */
interface ArmWork extends AutoCloseable {

  /** Begins; returns when records are being worked on, or soon will be. */
  ArmReply.Findings start() throws Exception;

  /** Why it no longer works, if so. */
  Optional<String> failure();

  /** Finishes or gives back what it had begun, and commits. */
  @Override
  void close() throws Exception;
}
