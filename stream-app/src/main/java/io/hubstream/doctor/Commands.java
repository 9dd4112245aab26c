package io.hubstream.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs processes that may hang. */
final class Commands {
  private static final long AFTER_KILL_MS = 2_000;

  private Commands() {}

  /**
   * How a process ended.
   *
   * @param timedOut it was killed at the limit
   * @param exitCode meaningless when it was killed
   * @param output both its standard output and its standard error
   */
  record Ended(boolean timedOut, int exitCode, String output) {
    boolean succeeded() {
      return !timedOut && exitCode == 0;
    }
  }

  /**
   * Runs to the end or to the limit, and kills it there.
   *
   * @throws IOException it cannot be started
   */
  static Ended run(ProcessBuilder builder, Duration limit)
      throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    CompletableFuture<String> output = new CompletableFuture<>();
    Thread reader = new Thread(() -> read(process, output), "doctor-reads-" + process.pid());
    reader.setDaemon(true);
    reader.start();
    try {
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor(AFTER_KILL_MS, TimeUnit.MILLISECONDS);
      }
      return new Ended(!ended, ended ? process.exitValue() : -1, text(output));
    } finally {
      process.destroyForcibly();
    }
  }

  private static void read(Process process, CompletableFuture<String> output) {
    try {
      byte[] bytes = process.getInputStream().readAllBytes();
      output.complete(new String(bytes, StandardCharsets.UTF_8));
    } catch (IOException e) {
      output.complete("");
    }
  }

  /** A child of the process may hold the pipe open after its end. */
  private static String text(CompletableFuture<String> output) throws InterruptedException {
    try {
      return output.get(AFTER_KILL_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      return "";
    }
  }
}
