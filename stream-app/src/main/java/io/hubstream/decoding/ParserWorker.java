package io.hubstream.decoding;

import io.hubstream.decoding.ParserFrames.Reply;
import io.hubstream.decoding.ParserFrames.Status;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One parser process, seen from the parent.
 *
 * <p>Owner: one caller at a time, who took it from the {@link ParserPool}; {@code close} may come
 * from any thread. After {@code close}, and after any exception, the process is gone and so are its
 * temporary files.
 */
final class ParserWorker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ParserWorker.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration EXIT_LIMIT = Duration.ofSeconds(2);

  private final ParserLaunch launch;
  private final Path folder;
  private final Process process;
  private final StderrDrain stderr;
  private final DataInputStream in;
  private final DataOutputStream out;
  private final ExecutorService io;
  private int documents;

  private ParserWorker(ParserLaunch launch, Path folder, Process process) {
    this.launch = launch;
    this.folder = folder;
    this.process = process;
    String name = "document-parser-" + process.pid();
    this.stderr = StderrDrain.start(process, name + "-stderr");
    this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    this.io =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts a process; {@link #awaitReady} must follow.
   *
   * @throws IOException there is no starting it: no memory, no temporary folder, no Java
   */
  static ParserWorker start(ParserLaunch launch) throws IOException {
    Path folder = Files.createTempDirectory("hubstream-parser-");
    try {
      return new ParserWorker(launch, folder, launch.start(folder));
    } catch (IOException | RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  /** Waits until the process takes documents. */
  void awaitReady() throws IOException, InterruptedException {
    try {
      Reply hello = exchange(() -> ParserFrames.readReply(in, 0), START_LIMIT);
      if (hello.status() == Status.READY) {
        return;
      }
      throw new IOException("it says " + hello.status() + " where it should say READY");
    } catch (ParserDiedException e) {
      throw new IOException(e.getMessage() + "; it printed: " + stderr.tail(), e);
    }
  }

  /** The number of documents it was given. */
  int documents() {
    return documents;
  }

  boolean alive() {
    return process.isAlive();
  }

  /** The operating system's id of the process. */
  long pid() {
    return process.pid();
  }

  /**
   * Parses one document.
   *
   * @throws ParserDiedException the process is gone, and why
   */
  Reply parse(String mediaType, String fileName, ByteBuffer bytes, Duration limit)
      throws ParserDiedException, InterruptedException {
    documents++;
    return exchange(
        () -> {
          ParserFrames.writeRequest(out, mediaType, fileName, bytes);
          return ParserFrames.readReply(in, launch.maxReplyBytes());
        },
        limit);
  }

  private Reply exchange(Callable<Reply> exchange, Duration limit)
      throws ParserDiedException, InterruptedException {
    boolean done = false;
    try {
      Reply reply = io.submit(exchange).get(limit.toNanos(), TimeUnit.NANOSECONDS);
      done = true;
      return reply;
    } catch (TimeoutException e) {
      throw new ParserDiedException(
          true, "passed the time limit of " + limit.toMillis() + " ms and was ended (timeout)");
    } catch (ExecutionException e) {
      throw new ParserDiedException(false, causeOfDeath(e.getCause()));
    } finally {
      if (!done) {
        close();
      }
    }
  }

  private String causeOfDeath(@Nullable Throwable seen) throws InterruptedException {
    if (seen instanceof StreamCorruptedException) {
      return "crash: gave garbage instead of an answer and was ended";
    }
    if (!process.waitFor(EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      return "crash: closed its output and was ended";
    }
    int code = process.exitValue();
    return code == ParserProcess.OUT_OF_MEMORY
        ? "ran out of memory (heap of " + launch.heapMegabytes() + " MB)"
        : "crash: ended with exit code " + code;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    io.shutdownNow();
    boolean interrupted = false;
    try {
      process.waitFor(EXIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    delete(folder);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Best effort: what stays behind harms nothing but the disk. */
  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.debug("temporary folder {} stays behind", folder, e);
    }
  }
}
