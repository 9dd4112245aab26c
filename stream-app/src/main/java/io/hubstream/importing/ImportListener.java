package io.hubstream.importing;

/** Told how an import goes on; on the importing thread. */
public interface ImportListener {
  /** Nobody listens. */
  ImportListener NONE =
      new ImportListener() {
        @Override
        public void step(String line) {}

        @Override
        public void downloaded(long bytes, long total) {}
      };

  /** Something begins; one line for people. */
  void step(String line);

  /**
   * More has arrived; called often.
   *
   * @param total -1 where the service does not say
   */
  void downloaded(long bytes, long total);
}
