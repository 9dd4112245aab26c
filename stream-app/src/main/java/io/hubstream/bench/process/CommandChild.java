package io.hubstream.bench.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command in a JVM like this one, started as a person starts it: nothing is said to it, and what
 * it says goes to a log.
 *
 * <p>Owned by one thread. {@link #close()} ends it, by force if need be, and so does the end of
 * this process, unless that is killed: take a command that ends by itself.
 */
public final class CommandChild implements AutoCloseable {
  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  private final String name;
  private final Instant startedAt;
  private final Process process;
  private final ProcessLog log;
  private final Thread hook;

  private CommandChild(String name, Instant startedAt, Process process, ProcessLog log) {
    this.name = name;
    this.startedAt = startedAt;
    this.process = process;
    this.log = log;
    this.hook = new Thread(process::destroyForcibly, "hubstream-end-" + name);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Starts a command.
   *
   * @param name for people
   * @param options further JVM options
   * @param log file for everything that it prints; appended to
   */
  public static CommandChild start(
      String name, Class<?> main, List<String> options, List<String> arguments, Path log)
      throws IOException {
    List<String> command = new ArrayList<>(ChildOptions.command(main, options));
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Instant now = Instant.now();
    return new CommandChild(name, now, builder.start(), new ProcessLog(log));
  }

  /** The moment before the system was asked for the process. */
  public Instant startedAt() {
    return startedAt;
  }

  /** User and system time that it has used so far; zero where the system does not say. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /**
   * @throws ChildFailedException it has ended
   */
  public void requireAlive() {
    if (!process.isAlive()) {
      throw failed("ended with " + process.exitValue());
    }
  }

  /**
   * Waits until it has ended as it should.
   *
   * @throws ChildFailedException it failed or took too long
   */
  public void awaitSuccess(Duration limit) throws InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      throw failed("did not end within %d s".formatted(limit.toSeconds()));
    }
    if (process.exitValue() != 0) {
      throw failed("ended with " + process.exitValue());
    }
  }

  /** A failure of this child, with the end of its log. */
  public ChildFailedException failed(String what) {
    return log.failed(name, what);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } catch (IllegalStateException e) {
      // This process is ending: the hook has its turn.
    }
  }
}
