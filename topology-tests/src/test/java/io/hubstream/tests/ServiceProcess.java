package io.hubstream.tests;

import io.hubstream.cli.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * An instance of a {@link TestStream} in a child JVM, that may be killed and started again with the
 * same identity. Close kills it.
 */
final class ServiceProcess implements AutoCloseable {
  private static final int LOG_TAIL = 4_000;

  private final Path settings;
  private final Path log;
  private final Function<Path, List<String>> arguments;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> options = new ArrayList<>();
  private Process process;

  /** An instance with fake models, not started; each run of its models takes that long. */
  static ServiceProcess withFakes(TestStream stream, Path dir, String instance, Duration run) {
    return new ServiceProcess(
        stream,
        dir,
        instance,
        settings ->
            List.of(
                ChildService.class.getName(), settings.toString(), Long.toString(run.toMillis())));
  }

  /** {@code hubstream run}, not started. */
  static ServiceProcess ofTheCommand(
      TestStream stream, Path dir, String instance, String... options) {
    return ofTheCommand("run", stream, dir, instance, options);
  }

  /** {@code hubstream bridge}, not started. */
  static ServiceProcess ofTheBridge(
      TestStream stream, Path dir, String instance, String... options) {
    return ofTheCommand("bridge", stream, dir, instance, options);
  }

  private static ServiceProcess ofTheCommand(
      String command, TestStream stream, Path dir, String instance, String... options) {
    return new ServiceProcess(
        stream,
        dir,
        instance,
        settings ->
            Stream.concat(
                    Stream.of(Main.class.getName(), command, "-c", settings.toString()),
                    Stream.of(options))
                .toList());
  }

  /** A command of a person's that ends by itself, not started; it comes before the settings. */
  static ServiceProcess ofAPerson(TestStream stream, Path dir, String name, String... command) {
    return new ServiceProcess(
        stream,
        dir,
        name,
        settings ->
            Stream.of(
                    Stream.of(Main.class.getName()),
                    Stream.of(command),
                    Stream.of("-c", settings.toString()))
                .flatMap(part -> part)
                .toList());
  }

  private ServiceProcess(
      TestStream stream, Path dir, String instance, Function<Path, List<String>> arguments) {
    this.settings = dir.resolve(instance + ".properties");
    this.log = dir.resolve(instance + ".log");
    this.arguments = arguments;
    Properties properties = new Properties();
    properties.putAll(stream.settings(instance));
    try (Writer writer = Files.newBufferedWriter(settings)) {
      properties.store(writer, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sets variables of its environment, from the next start on. */
  ServiceProcess withEnvironment(Map<String, String> variables) {
    environment.putAll(variables);
    return this;
  }

  /** One more option of the JVM. */
  ServiceProcess with(String option) {
    options.add(option);
    return this;
  }

  /** Gives it a variable of the environment. */
  ServiceProcess with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  ServiceProcess start() {
    try {
      process = command().start();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder command() {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(1, options);
    command.addAll(arguments.apply(settings));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    return builder;
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

  /** Waits until it ends by itself; the exit status. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(Eventually.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("it did not end by itself: " + this);
    }
    return process.exitValue();
  }

  /** Everything that it wrote. */
  String log() throws IOException {
    return Files.exists(log) ? Files.readString(log, StandardCharsets.UTF_8) : "";
  }

  /** Its settings, as a file. */
  Path settings() {
    return settings;
  }

  /** What a list of processes shows of it. */
  String commandLine() {
    return process.info().commandLine().orElseThrow();
  }

  /** All that it wrote, and how it was called. */
  String output() throws IOException {
    return process.info().commandLine().orElse("") + Files.readString(log, StandardCharsets.UTF_8);
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
