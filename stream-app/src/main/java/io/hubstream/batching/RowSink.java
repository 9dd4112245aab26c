package io.hubstream.batching;

/**
 * Where the results of a record's rows go. Called by inference threads, exactly once for each slot
 * that was submitted; rows of one record may come from several threads at once.
 */
public interface RowSink {

  /** The row of this slot was run. Must not throw. */
  void succeeded(int slot, InferenceResult result);

  /** The row of this slot failed: an {@link io.hubstream.serving.InferenceException}, if it ran. */
  void failed(int slot, Throwable error);
}
