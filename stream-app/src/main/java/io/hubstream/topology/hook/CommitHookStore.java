package io.hubstream.topology.hook;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.internals.CacheFlushListener;
import org.apache.kafka.streams.state.internals.CachedStateStore;
import org.jspecify.annotations.Nullable;

/**
 * A store that stores nothing. Streams calls {@link #flushCache()} before it collects offsets, on
 * every commit path, and {@link #commit(Map)} after it committed them.
 *
 * <p>Owner thread: the stream thread of the task. It says that it is persistent, so that Streams
 * keeps the process id of its state directory: without one, a killed instance's open transaction is
 * not fenced by its successor. It says that it manages its own offsets, so that Streams neither
 * wraps it nor writes checkpoint files for it.
 */
public final class CommitHookStore implements StateStore, CachedStateStore<byte[], byte[]> {
  private final String name;
  private @Nullable CommitListener listener;
  private boolean open;

  CommitHookStore(String name) {
    this.name = name;
  }

  /** Sets the listener; a processor calls this in init, again after its task was revived. */
  public void attach(CommitListener commitListener) {
    this.listener = commitListener;
  }

  /** The processor was closed: later calls do nothing. */
  public void detach() {
    this.listener = null;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void init(StateStoreContext context, StateStore root) {
    open = true;
    context.register(root, (key, value) -> {});
  }

  @Override
  public void flushCache() {
    if (listener != null) {
      listener.drain();
    }
  }

  @Override
  public void clearCache() {
    if (listener != null) {
      listener.discard();
    }
  }

  /**
   * The tripwire: were offsets ever committed while records are in flight, those records would be
   * lost at the next restart.
   */
  @Override
  public void commit(Map<TopicPartition, Long> changelogOffsets) {
    if (listener != null && !listener.isDrained()) {
      throw new IllegalStateException(
          "offsets were committed while records are in flight: this version of Kafka Streams does"
              + " not call the commit hook");
    }
  }

  @Override
  public boolean setFlushListener(
      CacheFlushListener<byte[], byte[]> flushListener, boolean sendOldValues) {
    return false;
  }

  @Override
  public void close() {
    open = false;
  }

  @Override
  public boolean persistent() {
    return true;
  }

  @Override
  @SuppressWarnings("deprecation")
  public boolean managesOffsets() {
    return true;
  }

  @Override
  public boolean isOpen() {
    return open;
  }
}
