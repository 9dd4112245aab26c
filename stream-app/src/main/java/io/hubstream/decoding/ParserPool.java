package io.hubstream.decoding;

import io.hubstream.decoding.ParserFrames.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The parser processes: started when a document needs one, reused, replaced after a number of
 * documents and after a failure.
 *
 * <p>Safe for any thread; a caller waits for a free process. {@code close} ends all processes; a
 * call in progress then throws {@link ParserUnavailableException}.
 */
final class ParserPool implements AutoCloseable {

  private final ParserLaunch launch;
  private final DocumentLimits limits;
  private final Semaphore permits;
  private final Object lock = new Object();
  private final Deque<ParserWorker> idle = new ArrayDeque<>();
  private final Set<ParserWorker> all = new HashSet<>();
  private boolean closed;

  ParserPool(ParserLaunch launch, DocumentLimits limits) {
    this.launch = launch;
    this.limits = limits;
    this.permits = new Semaphore(limits.workers(), true);
  }

  /**
   * Parses a document. A process that had other documents before may have died of those, or of an
   * outer cause: then the document gets a second chance in a fresh process, within the same time
   * limit.
   *
   * @throws ParserDiedException the document cost a process its life
   * @throws ParserUnavailableException the pool is closed, or no process can be started
   */
  Reply parse(String mediaType, String fileName, ByteBuffer bytes)
      throws ParserDiedException, InterruptedException {
    permits.acquire();
    try {
      ParserWorker worker = take();
      boolean fresh = worker.documents() == 0;
      long begun = System.nanoTime();
      try {
        return parse(worker, mediaType, fileName, bytes, limits.timeout());
      } catch (ParserDiedException e) {
        Duration left = limits.timeout().minusNanos(System.nanoTime() - begun);
        if (fresh || e.timeout() || left.isNegative() || left.isZero()) {
          throw e;
        }
        return parse(start(), mediaType, fileName, bytes, left);
      }
    } finally {
      permits.release();
    }
  }

  private Reply parse(
      ParserWorker worker, String mediaType, String fileName, ByteBuffer bytes, Duration limit)
      throws ParserDiedException, InterruptedException {
    boolean reusable = false;
    try {
      Reply reply = worker.parse(mediaType, fileName, bytes, limit);
      reusable = worker.documents() < limits.documentsPerWorker();
      return reply;
    } catch (ParserDiedException e) {
      requireOpen();
      throw e;
    } finally {
      giveBack(worker, reusable);
    }
  }

  private ParserWorker take() throws InterruptedException {
    ParserWorker worker = takeIdle();
    while (worker != null && !worker.alive()) {
      giveBack(worker, false);
      worker = takeIdle();
    }
    return worker == null ? start() : worker;
  }

  private @Nullable ParserWorker takeIdle() {
    synchronized (lock) {
      requireOpen();
      return idle.pollFirst();
    }
  }

  private ParserWorker start() throws InterruptedException {
    ParserWorker worker = null;
    boolean ready = false;
    try {
      synchronized (lock) {
        requireOpen();
        worker = ParserWorker.start(launch);
        all.add(worker);
      }
      worker.awaitReady();
      ready = true;
      return worker;
    } catch (IOException e) {
      requireOpen();
      throw new ParserUnavailableException(
          "no document parser can be started: " + e.getMessage(), e);
    } finally {
      if (worker != null && !ready) {
        giveBack(worker, false);
      }
    }
  }

  private void giveBack(ParserWorker worker, boolean reusable) {
    synchronized (lock) {
      if (reusable && !closed) {
        idle.addFirst(worker);
        return;
      }
      all.remove(worker);
    }
    worker.close();
  }

  private void requireOpen() {
    synchronized (lock) {
      if (closed) {
        throw new ParserUnavailableException("the document parser is closed", null);
      }
    }
  }

  /** Process ids of the living processes, for tests and status pages. */
  List<Long> processes() {
    synchronized (lock) {
      return all.stream().filter(ParserWorker::alive).map(ParserWorker::pid).toList();
    }
  }

  @Override
  public void close() {
    List<ParserWorker> rest;
    synchronized (lock) {
      closed = true;
      rest = new ArrayList<>(all);
      all.clear();
      idle.clear();
    }
    rest.forEach(ParserWorker::close);
  }
}
