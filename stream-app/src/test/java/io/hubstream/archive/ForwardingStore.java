package io.hubstream.archive;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedSet;

/** A store over another one, for tests that spoil a step of it. */
class ForwardingStore implements ArchiveStore {
  private final ArchiveStore store;

  ForwardingStore(ArchiveStore store) {
    this.store = store;
  }

  @Override
  public String place() {
    return store.place();
  }

  @Override
  public SortedSet<String> list(String below) throws IOException {
    return store.list(below);
  }

  @Override
  public Optional<byte[]> find(String name) throws IOException {
    return store.find(name);
  }

  @Override
  public boolean put(String name, byte[] bytes) throws IOException {
    return store.put(name, bytes);
  }
}
