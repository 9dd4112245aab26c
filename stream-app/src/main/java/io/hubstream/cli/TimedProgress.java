package io.hubstream.cli;

import io.hubstream.publishing.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints what a long command is doing, with the seconds since it began. Any thread may call. */
final class TimedProgress implements Progress {
  private final PrintWriter out;
  private final long startNanos = System.nanoTime();

  TimedProgress(PrintWriter out) {
    this.out = out;
  }

  @Override
  public synchronized void step(String line) {
    out.printf(Locale.ROOT, "%6.1f s  %s%n", (System.nanoTime() - startNanos) / 1e9, line);
    out.flush();
  }
}
