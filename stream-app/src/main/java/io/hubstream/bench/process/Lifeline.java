package io.hubstream.bench.process;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A child's end of the pipes to the parent that started it as {@link ChildJvm}. When the parent is
 * gone, or no longer wants the child, the child's process ends at once.
 *
 * <p>Owner threads: its own reads, the child's main thread takes lines. Any thread may say
 * something. Nothing to close.
 */
public final class Lifeline {
  private static final int PARENT_GONE = 70;

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final InputStream in;
  private final PrintStream out;

  private Lifeline(InputStream in, PrintStream out) {
    this.in = in;
    this.out = out;
  }

  /** Takes over standard input and output; what others print goes to standard error. */
  public static Lifeline open() {
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    Lifeline lifeline = new Lifeline(System.in, out);
    System.setIn(InputStream.nullInputStream());
    System.setOut(System.err);
    Thread reader = new Thread(lifeline::read, "hubstream-lifeline");
    reader.setDaemon(true);
    reader.start();
    return lifeline;
  }

  private void read() {
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (IOException e) {
      // The pipe is broken: the parent is gone.
    }
    Runtime.getRuntime().halt(PARENT_GONE);
  }

  /** The parent's next line. */
  public String take() throws InterruptedException {
    return lines.take();
  }

  /** The parent's next line, if one comes in time. */
  public Optional<String> poll(Duration limit) throws InterruptedException {
    return Optional.ofNullable(lines.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
  }

  /** Says a line to the parent. */
  public synchronized void say(String line) {
    out.println(line);
    out.flush();
  }

  /** Ends this process: libraries leave threads behind that are no daemons. */
  public void end(int status) {
    System.exit(status);
  }
}
