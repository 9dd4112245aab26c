package io.hubstream.topology;

import io.hubstream.batching.BatchScheduler;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.ContentItem;
import io.hubstream.content.Outcome;
import io.hubstream.payload.Claim;
import io.hubstream.payload.StoreUnavailableException;
import io.hubstream.routing.RoutePlan;
import io.hubstream.serving.ResultJudge;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;

/**
 * Enriches records beside the stream thread: the payload is fetched ahead, decoded on the pool,
 * inference runs in batches, assembly where the last row ends.
 *
 * <p>Owner thread: none; any thread may call. It holds no state of its own. The caller holds a
 * lease on the plan's servables until the future is done.
 */
public final class Enricher {
  private final ContentDecoder decoder;
  private final BatchScheduler scheduler;
  private final Executor pool;
  private final ParserGate parsers;
  private final OutcomeAssembler assembler;

  /** Nobody judges the results. */
  public Enricher(
      ContentDecoder decoder,
      BatchScheduler scheduler,
      Executor pool,
      ParserGate parsers,
      ResultSettings settings) {
    this(decoder, scheduler, pool, parsers, settings, ResultJudge.NONE);
  }

  /**
   * @param judge told what became of each row that a model ran
   */
  public Enricher(
      ContentDecoder decoder,
      BatchScheduler scheduler,
      Executor pool,
      ParserGate parsers,
      ResultSettings settings,
      ResultJudge judge) {
    this.decoder = decoder;
    this.scheduler = scheduler;
    this.pool = pool;
    this.parsers = parsers;
    this.assembler = new OutcomeAssembler(settings, judge);
  }

  /** A commit waits for the records in flight; see {@link BatchScheduler#hurry()}. */
  BatchScheduler.Hurry hurry() {
    return scheduler.hurry();
  }

  /** A handover to the decode pool, for one task. */
  Handover handover() {
    return new Handover(this::dispatch);
  }

  /**
   * Starts a record; waits only for a free document parser.
   *
   * @param wanted whether the outcome is still waited for: decoding a record that was given up
   *     would only hold up those that come after it
   * @param handover of the record's task; it may keep the record until it is flushed
   * @return the outcome; fails with {@link TaskFailedException} when something other than the
   *     record is to blame
   */
  CompletableFuture<Outcome> enrich(
      ContentItem item, RoutePlan plan, BooleanSupplier wanted, Handover handover) {
    Enrichment record = new Enrichment(item, plan, wanted, assembler);
    if (record.isParsed()) {
      handover.flush();
      parsers.enter();
    }
    Optional<Claim> claim = decoder.claim(item, wanted);
    record.claims(claim);
    if (claim.isPresent() && !claim.get().isReady()) {
      // It needs no decode thread before its payload is there, and no batch waits for it.
      claim.get().whenReady(() -> dispatch(List.of(record)));
    } else {
      handover.add(record);
    }
    return record.outcome();
  }

  private void dispatch(List<Enrichment> records) {
    for (Enrichment record : records) {
      scheduler.expect(record.plan().servables());
    }
    try {
      pool.execute(() -> records.forEach(this::enrich));
    } catch (RejectedExecutionException e) {
      for (Enrichment record : records) {
        leave(record, false);
        record.fail(new TaskFailedException("the decode pool is closed", e));
      }
    }
  }

  private void enrich(Enrichment record) {
    boolean decoded = false;
    try {
      if (record.isWanted()) {
        decoded = decodeAndSubmit(record);
      } else {
        record.fail(new TaskFailedException("the record was given up", null));
      }
    } finally {
      leave(record, decoded);
    }
  }

  /** It needs neither payload nor decode thread nor parser any more. */
  private void leave(Enrichment record, boolean decoded) {
    record.claim().ifPresent(claim -> claim.done(decoded));
    // It lives on until its models are done; its payload need not.
    record.claims(Optional.empty());
    if (record.isParsed()) {
      parsers.leave();
    }
    scheduler.arrived(record.plan().servables());
  }

  /** Whether its payload is done with; else it will be wanted again. */
  private boolean decodeAndSubmit(Enrichment record) {
    try {
      record.submitTo(
          scheduler, decoder.decode(record.item(), record.claim(), record.plan().servables()));
      return true;
    } catch (BadRecordException e) {
      record.complete(
          new Outcome.DeadLettered(
              e.kind(), e.stage(), String.valueOf(e.getMessage()), Optional.of(e)));
      return true;
    } catch (StoreUnavailableException e) {
      record.fail(
          new TaskFailedException(e.getMessage() == null ? "" : e.getMessage(), e.store(), e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      record.fail(new TaskFailedException("interrupted while decoding", e));
    } catch (RuntimeException | Error e) {
      record.fail(new TaskFailedException("decoding failed: " + e, e));
    }
    return false;
  }
}
