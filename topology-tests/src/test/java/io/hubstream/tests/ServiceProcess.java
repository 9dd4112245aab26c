package io.hubstream.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * An instance of a {@link TestStream} in a child JVM, that may be killed and started again with the
 * same identity. Close kills it.
 */
final class ServiceProcess implements AutoCloseable {
  private static final int LOG_TAIL = 4_000;

  private final Path settings;
  private final Path log;
  private final Duration run;
  private Process process;

  /** An instance that is not started; each run of its models takes that long. */
  ServiceProcess(TestStream stream, Path dir, String instance, Duration run) {
    this.settings = dir.resolve(instance + ".properties");
    this.log = dir.resolve(instance + ".log");
    this.run = run;
    Properties properties = new Properties();
    properties.putAll(stream.settings(instance));
    try (Writer writer = Files.newBufferedWriter(settings)) {
      properties.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ServiceProcess start() throws IOException {
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                ChildService.class.getName(),
                settings.toString(),
                Long.toString(run.toMillis()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return this;
  }

  boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** SIGKILL: it gets no chance to do anything. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /**
   * SIGTERM: it is asked to end.
   *
   * @return how long it took
   */
  Duration terminate(Duration limit) throws InterruptedException {
    long start = System.nanoTime();
    process.destroy();
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("still there " + limit + " after SIGTERM: " + this);
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** The end of what it wrote. */
  @Override
  public String toString() {
    try {
      String text = Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
      return List.of(settings.getFileName(), "alive: " + isAlive())
          + "\n"
          + text.substring(Math.max(0, text.length() - LOG_TAIL));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  @Override
  public void close() throws InterruptedException {
    if (isAlive()) {
      kill();
    }
  }
}
