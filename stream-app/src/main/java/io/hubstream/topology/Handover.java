package io.hubstream.topology;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Gathers the records of one task that go to the decode pool: waking another thread costs as much
 * as decoding a small record, so small ones go together. What was gathered goes at the latest when
 * its task waits for anything.
 *
 * <p>Owner thread: the task's stream thread.
 */
final class Handover {
  /** More would keep one decode thread busy while another one waits. */
  private static final int MOST_RECORDS = 16;

  private static final long MOST_BYTES = 16 * 1024;

  private final Consumer<List<Enrichment>> pool;
  private List<Enrichment> gathered = new ArrayList<>();
  private long bytes;

  /**
   * @param pool takes them; must not throw
   */
  Handover(Consumer<List<Enrichment>> pool) {
    this.pool = pool;
  }

  void add(Enrichment record) {
    gathered.add(record);
    bytes += record.weight();
    if (gathered.size() >= MOST_RECORDS || bytes >= MOST_BYTES) {
      flush();
    }
  }

  /** Hands over what was gathered. */
  void flush() {
    if (!gathered.isEmpty()) {
      List<Enrichment> records = gathered;
      gathered = new ArrayList<>();
      bytes = 0;
      pool.accept(records);
    }
  }
}
