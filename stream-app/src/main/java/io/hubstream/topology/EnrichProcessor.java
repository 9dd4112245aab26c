package io.hubstream.topology;

import io.hubstream.batching.BatchScheduler;
import io.hubstream.content.Outcome;
import io.hubstream.content.SourcePosition;
import io.hubstream.serving.ServingSet;
import io.hubstream.serving.ServingSource;
import io.hubstream.topology.hook.CommitHookStore;
import io.hubstream.topology.hook.CommitListener;
import io.hubstream.topology.hook.RecordScope;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Takes records in, keeps them in an ordered window while workers enrich them, and forwards the
 * outcomes in offset order: as they are done, and all of them before a commit.
 *
 * <p>Owner thread: the task's stream thread; nothing else may call. An error that is not the
 * record's own is sticky: once it struck, every call throws it, so that no commit can pass. close
 * gives up what is in flight, which is then processed again from the last commit.
 */
final class EnrichProcessor implements Processor<byte[], byte[], byte[], Outbound>, CommitListener {
  private final RecordIntake intake;
  private final ServingSource serving;
  private final CatchUpBarrier barrier;
  private final OutcomeWriters writers;
  private final TaskSettings settings;
  private final EnrichmentMetrics metrics;
  private final InFlightWindow window;
  private final Handover handover;
  private final SecondRuns secondRuns;

  private @Nullable ProcessorContext<byte[], Outbound> context;
  private @Nullable CommitHookStore hook;
  private @Nullable RecordScope scope;
  private @Nullable OutcomeForwarder forwarder;
  private @Nullable Cancellable punctuator;
  private @Nullable RuntimeException fatal;
  private boolean caughtUp;
  private String taskName = "";

  EnrichProcessor(
      RecordIntake intake,
      ServingSource serving,
      CatchUpBarrier barrier,
      OutcomeWriters writers,
      TaskSettings settings,
      EnrichmentMetrics metrics) {
    this.intake = intake;
    this.serving = serving;
    this.barrier = barrier;
    this.writers = writers;
    this.settings = settings;
    this.metrics = metrics;
    this.window = new InFlightWindow(settings.windowBytes());
    this.handover = intake.enricher().handover();
    this.secondRuns =
        new SecondRuns(serving, intake, handover, settings.drainTimeout().dividedBy(2));
  }

  @Override
  public void init(ProcessorContext<byte[], Outbound> processorContext) {
    context = processorContext;
    giveUp();
    fatal = null;
    cancelPunctuator();
    caughtUp = false;
    taskName = processorContext.taskId().toString();
    scope = RecordScope.of(processorContext);
    forwarder = new OutcomeForwarder(processorContext, writers, settings, metrics);
    hook = processorContext.getStateStore(NodeNames.COMMIT_HOOK);
    hook.attach(this);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    rethrowFatal();
    try {
      RecordMetadata metadata = context().recordMetadata().orElseThrow();
      catchUp(metadata);
      emitDone();
      while (window.isFull(intake.pace().limit())) {
        emitHead(deadline());
      }
      take(record, metadata);
      emitDone();
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  private void take(Record<byte[], byte[]> record, RecordMetadata metadata) {
    boolean idle = window.isEmpty();
    ServingSet set = serving.lease();
    SourcePosition position =
        new SourcePosition(metadata.topic(), metadata.partition(), metadata.offset());
    RecordIntake.Started started = intake.start(position, record, set, window.wanted(), handover);
    window.add(
        new InFlightWindow.Entry(
            record, scope().capture(), position, set, started.future(), started.bytes()));
    if (idle) {
      // Nothing else is under way: gathering would only make it late.
      handover.flush();
    }
    if (punctuator == null) {
      punctuator =
          context()
              .schedule(
                  settings.emitInterval(), PunctuationType.WALL_CLOCK_TIME, now -> onPunctuate());
    }
  }

  /**
   * Before the first record of an assignment: not older than the previous owner's desired state.
   */
  private void catchUp(RecordMetadata metadata) {
    if (!caughtUp) {
      barrier.await(metadata.topic(), metadata.partition());
      caughtUp = true;
      metrics.taskBegins(taskName);
    }
  }

  private void onPunctuate() {
    rethrowFatal();
    try {
      handover.flush();
      emitDone();
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  private void emitDone() {
    if (window.headDone()) {
      do {
        emitHead(deadline());
      } while (window.headDone());
      metrics.window(taskName, window.records(), window.bytes());
    }
    if (window.isEmpty()) {
      cancelPunctuator();
    }
  }

  private void cancelPunctuator() {
    if (punctuator != null) {
      punctuator.cancel();
      punctuator = null;
    }
  }

  private void emitHead(long deadlineNanos) {
    awaitDone(window.head(), deadlineNanos);
    while (secondRuns.begin(window)) {
      awaitDone(window.head(), deadline());
    }
    InFlightWindow.Entry head = window.head();
    Outcome outcome = outcome(head);
    scope().run(head.scope(), () -> forwarder().forward(head, outcome));
    window.removeHead();
  }

  private Outcome outcome(InFlightWindow.Entry done) {
    try {
      return done.future().join();
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (isOutOfMemory(cause)) {
        intake.pace().overwhelmed();
      }
      Optional<String> store =
          cause instanceof TaskFailedException failure ? failure.store() : Optional.empty();
      throw new TaskFailedException(
          "task %s at %s: %s".formatted(taskName, done.position(), cause.getMessage()),
          store.orElse(null),
          cause);
    }
  }

  private void awaitDone(InFlightWindow.Entry entry, long deadlineNanos) {
    if (entry.future().isDone()) {
      return;
    }
    handover.flush();
    try {
      entry.future().get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      // It is done; what that means is seen when it is forwarded.
    } catch (TimeoutException e) {
      intake.pace().overwhelmed();
      throw new TaskFailedException(
          "task %s at %s: no outcome within drain.timeout.ms=%d; %d records are in flight"
              .formatted(
                  taskName, entry.position(), settings.drainTimeout().toMillis(), window.records()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaskFailedException("interrupted while records were in flight", e);
    }
  }

  private static boolean isOutOfMemory(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void drain() {
    rethrowFatal();
    try {
      int records = window.records();
      long start = System.nanoTime();
      if (records > 0) {
        drainWindow();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        intake.pace().drained(records, took);
        metrics.drained(records, took);
      }
      forwarder().forwardSpans(scope());
    } catch (RuntimeException e) {
      throw failed(e);
    }
  }

  private void drainWindow() {
    long deadline = deadline();
    handover.flush();
    try (BatchScheduler.Hurry hurry = intake.enricher().hurry()) {
      while (!window.isEmpty()) {
        emitHead(deadline);
      }
      metrics.window(taskName, 0, 0);
    }
  }

  @Override
  public void discard() {
    giveUp();
  }

  /** What was gathered for the decode pool still goes there, and gives its lease back. */
  private void giveUp() {
    window.clear();
    handover.flush();
  }

  @Override
  public boolean isDrained() {
    return window.isEmpty();
  }

  @Override
  public void close() {
    if (hook != null) {
      hook.detach();
    }
    // A revived task keeps its punctuators: one that is left would fire, and commit, for ever.
    cancelPunctuator();
    giveUp();
    metrics.windowClosed(taskName);
  }

  private long deadline() {
    return System.nanoTime() + settings.drainTimeout().toNanos();
  }

  private RuntimeException failed(RuntimeException error) {
    fatal = error;
    return error;
  }

  private void rethrowFatal() {
    if (fatal != null) {
      throw new TaskFailedException("the task failed before: " + fatal.getMessage(), fatal);
    }
  }

  private ProcessorContext<byte[], Outbound> context() {
    return initialised(context);
  }

  private RecordScope scope() {
    return initialised(scope);
  }

  private OutcomeForwarder forwarder() {
    return initialised(forwarder);
  }

  private static <T> T initialised(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("the processor has not been initialised");
    }
    return value;
  }
}
