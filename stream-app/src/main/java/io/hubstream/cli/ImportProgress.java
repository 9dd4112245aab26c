package io.hubstream.cli;

import io.hubstream.importing.ImportListener;
import io.hubstream.publishing.ProgressPace;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** Prints how an import goes on: a line for each step, and one a second for a download. */
final class ImportProgress implements ImportListener {
  private static final double MEGABYTE = 1e6;

  private final PrintWriter out;
  private final ProgressPace pace = new ProgressPace(Duration.ofSeconds(1));

  ImportProgress(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void step(String line) {
    out.println(line);
    out.flush();
  }

  @Override
  public void downloaded(long bytes, long total) {
    if (bytes == total || pace.isDue()) {
      out.println(
          total > 0
              ? String.format(
                  Locale.ROOT,
                  "  %.1f of %.1f MB, %d %%",
                  bytes / MEGABYTE,
                  total / MEGABYTE,
                  100 * bytes / total)
              : String.format(Locale.ROOT, "  %.1f MB", bytes / MEGABYTE));
      out.flush();
    }
  }
}
