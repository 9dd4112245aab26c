package io.hubstream.bench.process;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM like this one that runs another main class. Lines go to it by its standard input and come
 * back by its standard output; its log is a file. Its counterpart is {@link Lifeline}.
 *
 * <p>Owned by one thread. {@link #close()} ends the child, by force if need be. It also ends by
 * itself when this process is gone, however that ended.
 */
public final class ChildJvm implements AutoCloseable {
  private static final Duration END_LIMIT = Duration.ofSeconds(3);

  private final String name;
  private final Process process;
  private final ProcessLog log;
  private final BufferedWriter input;
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

  private ChildJvm(String name, Process process, ProcessLog log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.input =
        new BufferedWriter(
            new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    Thread reader = new Thread(this::read, "hubstream-child-" + name);
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a child.
   *
   * @param name for people: in messages and thread names
   * @param main what it runs; it opens a {@link Lifeline} first
   * @param options further JVM options
   * @param log file for its standard error; appended to
   */
  public static ChildJvm start(String name, Class<?> main, List<String> options, Path log)
      throws IOException {
    Process process =
        new ProcessBuilder(ChildOptions.command(main, options))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new ChildJvm(name, process, new ProcessLog(log));
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(Optional.of(line));
      }
    } catch (IOException e) {
      // The child is being ended.
    }
    lines.add(Optional.empty());
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /**
   * Says something to the child.
   *
   * @throws ChildFailedException it is gone
   */
  public void send(String line) {
    try {
      input.write(line);
      input.newLine();
      input.flush();
    } catch (IOException e) {
      throw failed("is gone");
    }
  }

  /**
   * What the child says next.
   *
   * @throws ChildFailedException it ended, or said nothing in time
   */
  public String await(Duration limit) throws InterruptedException {
    return poll(limit)
        .orElseThrow(() -> failed("said nothing within %d s".formatted(limit.toSeconds())));
  }

  /**
   * What the child says next; empty when it says nothing in time.
   *
   * @throws ChildFailedException it ended
   */
  public Optional<String> poll(Duration limit) throws InterruptedException {
    Optional<String> line = lines.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null) {
      return Optional.empty();
    }
    if (line.isEmpty()) {
      lines.add(line);
      process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      throw failed(process.isAlive() ? "closed its output" : "ended with " + process.exitValue());
    }
    return line;
  }

  /** A failure of this child, with the end of its log. */
  public ChildFailedException failed(String what) {
    return log.failed(name, what);
  }

  /** Waits for the child to end by itself. */
  public boolean awaitEnd(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    try {
      input.close();
      if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
