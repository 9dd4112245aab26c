package io.hubstream.topology.hook;

import java.util.Map;
import org.apache.kafka.streams.state.StoreBuilder;

/** Builds the commit hook of each task: unlogged, uncached, without a changelog topic. */
public final class CommitHookStoreBuilder implements StoreBuilder<CommitHookStore> {
  private final String name;

  public CommitHookStoreBuilder(String name) {
    this.name = name;
  }

  @Override
  public CommitHookStore build() {
    return new CommitHookStore(name);
  }

  @Override
  public StoreBuilder<CommitHookStore> withCachingEnabled() {
    return this;
  }

  @Override
  public StoreBuilder<CommitHookStore> withCachingDisabled() {
    return this;
  }

  @Override
  public StoreBuilder<CommitHookStore> withLoggingEnabled(Map<String, String> config) {
    throw new UnsupportedOperationException("the commit hook has nothing to log");
  }

  @Override
  public StoreBuilder<CommitHookStore> withLoggingDisabled() {
    return this;
  }

  @Override
  public Map<String, String> logConfig() {
    return Map.of();
  }

  @Override
  public boolean loggingEnabled() {
    return false;
  }

  @Override
  public String name() {
    return name;
  }
}
