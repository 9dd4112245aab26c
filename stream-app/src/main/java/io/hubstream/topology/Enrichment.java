package io.hubstream.topology;

import io.hubstream.batching.BatchScheduler;
import io.hubstream.batching.InferenceResult;
import io.hubstream.batching.RowSink;
import io.hubstream.content.ContentItem;
import io.hubstream.content.FailureKind;
import io.hubstream.content.MediaTypes;
import io.hubstream.content.ModelResult;
import io.hubstream.content.Outcome;
import io.hubstream.content.Payload;
import io.hubstream.content.Timings;
import io.hubstream.payload.Claim;
import io.hubstream.routing.RoutePlan;
import io.hubstream.serving.InferenceException;
import io.hubstream.serving.Servable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One record on its way from intake to its outcome: it gathers the rows of all its models, and the
 * thread that brings the last one makes the outcome.
 *
 * <p>Owner threads: a stream thread makes it, one decode thread submits its rows, inference threads
 * settle them.
 */
final class Enrichment implements RowSink {
  /** A record that another one must not wait for. */
  private static final long HEAVY = Long.MAX_VALUE / 1024;

  private final ContentItem item;
  private final RoutePlan plan;
  private final BooleanSupplier wanted;
  private final OutcomeAssembler assembler;
  private final boolean parsed;
  private final long startNanos = System.nanoTime();
  private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
  private final AtomicInteger left = new AtomicInteger();
  private Optional<Claim> claim = Optional.empty();
  private @Nullable DecodedContent content;
  private @Nullable Object[] slots = {};
  private long submittedNanos;

  Enrichment(ContentItem item, RoutePlan plan, BooleanSupplier wanted, OutcomeAssembler assembler) {
    this.item = item;
    this.plan = plan;
    this.wanted = wanted;
    this.assembler = assembler;
    this.parsed = MediaTypes.isParsedDocument(item.mediaType());
  }

  ContentItem item() {
    return item;
  }

  RoutePlan plan() {
    return plan;
  }

  /** Whether a document parser must find its text. */
  boolean isParsed() {
    return parsed;
  }

  /** Whether the outcome is still waited for. Any thread may ask. */
  boolean isWanted() {
    return wanted.getAsBoolean();
  }

  /** Done when the outcome is known; fails when something other than the record is to blame. */
  CompletableFuture<Outcome> outcome() {
    return outcome;
  }

  /** Holds the claim on its payload, from before it is handed over until it is decoded. */
  void claims(Optional<Claim> payload) {
    claim = payload;
  }

  Optional<Claim> claim() {
    return claim;
  }

  /** How long it may keep a decode thread, in bytes of payload: what waits or parses is heavy. */
  long weight() {
    return !parsed && item.payload() instanceof Payload.Inline inline ? inline.size() : HEAVY;
  }

  void complete(Outcome known) {
    outcome.complete(known);
  }

  /** Something other than the record is to blame. */
  void fail(TaskFailedException error) {
    outcome.completeExceptionally(error);
  }

  /** Submits every row of every model. Called once. */
  void submitTo(BatchScheduler scheduler, DecodedContent decoded) {
    content = decoded;
    int rows = 0;
    for (DecodedContent.Rows model : decoded.rows()) {
      rows += model.inputs().size();
    }
    slots = new Object[rows];
    left.set(rows);
    submittedNanos = System.nanoTime();
    int first = 0;
    List<Servable> servables = plan.servables();
    for (int i = 0; i < servables.size(); i++) {
      List<? extends io.hubstream.content.ModelInput> inputs = decoded.rows().get(i).inputs();
      scheduler.submit(servables.get(i), inputs, this, first);
      first += inputs.size();
    }
  }

  @Override
  public void succeeded(int slot, InferenceResult result) {
    settle(slot, result);
  }

  @Override
  public void failed(int slot, Throwable error) {
    settle(slot, error);
  }

  private void settle(int slot, Object value) {
    slots[slot] = value;
    if (left.decrementAndGet() == 0) {
      finish();
    }
  }

  private void finish() {
    try {
      DecodedContent decoded = content;
      if (decoded == null) {
        throw new IllegalStateException("rows are settled before they are submitted");
      }
      long now = System.nanoTime();
      Timings timings =
          new Timings(
              decoded.payloadMicros(),
              decoded.decodeMicros(),
              (now - submittedNanos) / 1000,
              (now - startNanos) / 1000);
      outcome.complete(
          assembler.outcome(item, plan.route(), decoded.sha256(), results(decoded), timings));
    } catch (TaskFailedException e) {
      outcome.completeExceptionally(e);
    } catch (RuntimeException | Error e) {
      outcome.completeExceptionally(new TaskFailedException("assembling a result failed: " + e, e));
    }
  }

  private List<ModelResult> results(DecodedContent decoded) {
    List<Servable> servables = plan.servables();
    List<ModelResult> results = new ArrayList<>(servables.size());
    int first = 0;
    for (int i = 0; i < servables.size(); i++) {
      DecodedContent.Rows rows = decoded.rows().get(i);
      int next = first + rows.inputs().size();
      results.add(result(servables.get(i), rows, Arrays.asList(slots).subList(first, next)));
      first = next;
    }
    return results;
  }

  private ModelResult result(
      Servable servable, DecodedContent.Rows rows, List<@Nullable Object> settled) {
    List<InferenceResult> outputs = new ArrayList<>(settled.size());
    for (Object value : settled) {
      if (!(value instanceof InferenceResult output)) {
        assembler.judge().spoilt(servable.spec().version(), settled);
        return failure(servable, value);
      }
      outputs.add(output);
    }
    ModelResult result = assembler.result(servable.spec(), rows.chunks(), outputs);
    assembler.judge().made(result, settled);
    return result;
  }

  /** An input error is the record's own; anything else fails the task. */
  private static ModelResult failure(Servable servable, @Nullable Object cause) {
    if (cause instanceof InferenceException e && e.kind() == InferenceException.Kind.INPUT) {
      return new ModelResult.Failed(
          servable.spec().version(), FailureKind.MODEL_INPUT, String.valueOf(e.getMessage()));
    }
    Throwable error =
        cause instanceof Throwable thrown ? thrown : new IllegalStateException("no result");
    throw new TaskFailedException(
        servable.spec().version().display() + " could not run: " + error.getMessage(), error);
  }
}
