package io.hubstream.topology;

import io.hubstream.batching.BatchScheduler;
import io.hubstream.batching.InferenceResult;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.ContentItem;
import io.hubstream.content.FailureKind;
import io.hubstream.content.MediaTypes;
import io.hubstream.content.ModelResult;
import io.hubstream.content.Outcome;
import io.hubstream.content.Stage;
import io.hubstream.content.Timings;
import io.hubstream.payload.StoreUnavailableException;
import io.hubstream.routing.FailurePolicy;
import io.hubstream.routing.Route;
import io.hubstream.routing.RoutePlan;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.Servable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Enriches one record beside the stream thread: payload and decode on the pool, inference in
 * batches, assembly where the last row ends.
 *
 * <p>Owner thread: none; any thread may call. It holds no state of its own. The caller holds a
 * lease on the plan's servables until the future is done.
 */
public final class Enricher {
  private final ContentDecoder decoder;
  private final BatchScheduler scheduler;
  private final Executor pool;
  private final ParserGate parsers;
  private final ResultAssembler assembler;

  public Enricher(
      ContentDecoder decoder,
      BatchScheduler scheduler,
      Executor pool,
      ParserGate parsers,
      ResultSettings settings) {
    this.decoder = decoder;
    this.scheduler = scheduler;
    this.pool = pool;
    this.parsers = parsers;
    this.assembler = new ResultAssembler(settings);
  }

  /** A commit waits for the records in flight; see {@link BatchScheduler#hurry()}. */
  BatchScheduler.Hurry hurry() {
    return scheduler.hurry();
  }

  /**
   * Starts a record; waits only for a free document parser.
   *
   * @param wanted whether the outcome is still waited for: decoding a record that was given up
   *     would only hold up those that come after it
   * @return the outcome; fails with {@link TaskFailedException} when something other than the
   *     record is to blame
   */
  CompletableFuture<Outcome> enrich(ContentItem item, RoutePlan plan, BooleanSupplier wanted) {
    CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    boolean parsed = MediaTypes.isParsedDocument(item.mediaType());
    if (parsed) {
      parsers.enter();
    }
    Runnable decoded = parsed ? this::leaveParser : scheduler::arrived;
    long start = System.nanoTime();
    scheduler.expect();
    try {
      pool.execute(() -> decodeIfWanted(item, plan, start, decoded, outcome, wanted));
    } catch (RejectedExecutionException e) {
      decoded.run();
      outcome.completeExceptionally(new TaskFailedException("the decode pool is closed", e));
    } catch (RuntimeException | Error e) {
      decoded.run();
      throw e;
    }
    return outcome;
  }

  private void decodeIfWanted(
      ContentItem item,
      RoutePlan plan,
      long start,
      Runnable decoded,
      CompletableFuture<Outcome> outcome,
      BooleanSupplier wanted) {
    if (wanted.getAsBoolean()) {
      decodeAndSubmit(item, plan, start, decoded, outcome);
    } else {
      decoded.run();
      outcome.completeExceptionally(new TaskFailedException("the record was given up", null));
    }
  }

  private void leaveParser() {
    parsers.leave();
    scheduler.arrived();
  }

  /** The rows of one model. */
  private record Run(
      Servable servable,
      DecodedContent.Rows rows,
      List<CompletableFuture<InferenceResult>> futures) {}

  private void decodeAndSubmit(
      ContentItem item,
      RoutePlan plan,
      long start,
      Runnable decoded,
      CompletableFuture<Outcome> outcome) {
    DecodedContent content;
    List<Run> runs;
    try {
      content = decoder.decode(item, plan.servables());
      runs = submit(plan, content);
    } catch (BadRecordException e) {
      outcome.complete(deadLetter(e.kind(), e.stage(), e, Optional.of(e)));
      return;
    } catch (StoreUnavailableException e) {
      outcome.completeExceptionally(
          new TaskFailedException(e.getMessage() == null ? "" : e.getMessage(), e.store(), e));
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcome.completeExceptionally(new TaskFailedException("interrupted while decoding", e));
      return;
    } catch (RuntimeException | Error e) {
      outcome.completeExceptionally(new TaskFailedException("decoding failed: " + e, e));
      return;
    } finally {
      decoded.run();
    }
    try {
      complete(item, plan.route(), content, runs, start, outcome);
    } catch (RuntimeException | Error e) {
      outcome.completeExceptionally(new TaskFailedException("no outcome: " + e, e));
    }
  }

  private static Outcome deadLetter(
      FailureKind kind, Stage stage, Throwable error, Optional<Throwable> cause) {
    return new Outcome.DeadLettered(kind, stage, String.valueOf(error.getMessage()), cause);
  }

  private List<Run> submit(RoutePlan plan, DecodedContent content) {
    List<Run> runs = new ArrayList<>(plan.servables().size());
    for (Servable servable : plan.servables()) {
      DecodedContent.Rows rows = content.rows().get(servable.spec().preprocessing());
      if (rows == null) {
        throw new IllegalStateException("no decoded form for " + servable.spec().version());
      }
      runs.add(
          new Run(
              servable,
              rows,
              rows.inputs().stream().map(input -> scheduler.submit(servable, input)).toList()));
    }
    return runs;
  }

  private void complete(
      ContentItem item,
      Route route,
      DecodedContent content,
      List<Run> runs,
      long start,
      CompletableFuture<Outcome> outcome) {
    long submitted = System.nanoTime();
    CompletableFuture<?>[] all =
        runs.stream().flatMap(run -> run.futures().stream()).toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(all)
        .whenComplete(
            (ignored, error) -> {
              try {
                long now = System.nanoTime();
                Timings timings =
                    new Timings(
                        content.payloadMicros(),
                        content.decodeMicros(),
                        (now - submitted) / 1000,
                        (now - start) / 1000);
                outcome.complete(outcome(item, route, content, runs, timings));
              } catch (RuntimeException | Error e) {
                outcome.completeExceptionally(
                    e instanceof TaskFailedException
                        ? e
                        : new TaskFailedException("assembling a result failed: " + e, e));
              }
            });
  }

  private Outcome outcome(
      ContentItem item, Route route, DecodedContent content, List<Run> runs, Timings timings) {
    List<ModelResult> results = new ArrayList<>(runs.size());
    for (Run run : runs) {
      results.add(result(run));
    }
    List<ModelResult.Failed> failures =
        results.stream()
            .filter(ModelResult.Failed.class::isInstance)
            .map(ModelResult.Failed.class::cast)
            .toList();
    for (ModelResult.Failed failure : failures) {
      if (route.requires(failure.version().model())) {
        return failed(FailureKind.REQUIRED_MODEL_FAILED, failure);
      }
    }
    boolean allFailed = failures.size() == results.size();
    if (!failures.isEmpty() && (allFailed || route.onFailure() == FailurePolicy.DEAD_LETTER)) {
      return failed(failures.get(0).kind(), failures.get(0));
    }
    return new Outcome.Enriched(item, content.sha256(), route.name(), results, timings);
  }

  private static Outcome failed(FailureKind kind, ModelResult.Failed failure) {
    return new Outcome.DeadLettered(
        kind,
        Stage.INFERENCE,
        failure.version().display() + ": " + failure.reason(),
        Optional.empty());
  }

  private ModelResult result(Run run) {
    List<InferenceResult> rows = new ArrayList<>(run.futures().size());
    for (CompletableFuture<InferenceResult> future : run.futures()) {
      try {
        rows.add(future.join());
      } catch (CompletionException e) {
        return failure(run.servable(), e.getCause() == null ? e : e.getCause());
      }
    }
    return assembler.assemble(run.servable().spec(), run.rows().chunks(), rows);
  }

  /** An input error is the record's own; anything else fails the task. */
  private static ModelResult failure(Servable servable, Throwable cause) {
    if (cause instanceof InferenceException e && e.kind() == InferenceException.Kind.INPUT) {
      return new ModelResult.Failed(
          servable.spec().version(), FailureKind.MODEL_INPUT, String.valueOf(e.getMessage()));
    }
    throw new TaskFailedException(
        servable.spec().version().display() + " could not run: " + cause.getMessage(), cause);
  }
}
