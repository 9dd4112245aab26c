package io.hubstream.decoding;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a parser process prints, so that it never blocks on it, and keeps the end of it. Its
 * own daemon thread, which ends with the process. What is printed may hold content: it is logged at
 * TRACE only.
 */
final class StderrDrain implements Runnable {

  private static final Logger LOG = LoggerFactory.getLogger(StderrDrain.class);
  private static final int KEPT = 2000;

  private final Process process;
  private final StringBuilder tail = new StringBuilder();

  private StderrDrain(Process process) {
    this.process = process;
  }

  static StderrDrain start(Process process, String threadName) {
    StderrDrain drain = new StderrDrain(process);
    Thread thread = new Thread(drain, threadName);
    thread.setDaemon(true);
    thread.start();
    return drain;
  }

  /** The last characters. */
  String tail() {
    synchronized (tail) {
      return tail.toString().strip();
    }
  }

  @Override
  public void run() {
    char[] buffer = new char[1024];
    try (Reader reader = new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)) {
      for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
        LOG.trace("parser process {}: {}", process.pid(), new String(buffer, 0, read));
        synchronized (tail) {
          tail.append(buffer, 0, read);
          tail.delete(0, Math.max(0, tail.length() - KEPT));
        }
      }
    } catch (IOException e) {
      LOG.trace("parser process {} is gone", process.pid(), e);
    }
  }
}
