package io.hubstream.bench.latency;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The room that the content topic takes: every record that is sent stays until the end, so that it
 * can be checked.
 *
 * @param meanBytes of a record
 */
record DiskNeed(LatencyPlan plan, double capacity, long meanBytes) {
  private static final double RESERVE = 1.2;

  /** In bytes. */
  long bytes() {
    double leadIn = plan.times().leadIn().toMillis() / 1e3;
    double duration = plan.times().duration().toMillis() / 1e3;
    double seconds = plan.shares().stream().mapToDouble(share -> share * (leadIn + duration)).sum();
    double swaps = plan.swaps().count() * (plan.swaps().every().toMillis() / 1e3);
    if (swaps > 0) {
      seconds += LatencyPlan.Swaps.SHARE * (leadIn + swaps);
    }
    return Math.round(seconds * capacity * meanBytes * RESERVE);
  }

  /**
   * @throws IOException the folder's disk has less
   */
  void require(Path folder) throws IOException {
    long usable = Files.getFileStore(folder).getUsableSpace();
    if (usable < bytes()) {
      throw new IOException(
          "the records take %d MB, %s has %d MB: choose another folder with --work, or fewer rates"
              .formatted(bytes() / 1_000_000, folder, usable / 1_000_000));
    }
  }
}
