package io.hubstream.topology;

import io.hubstream.batching.BatchMetrics;
import io.hubstream.batching.BatchPolicy;
import io.hubstream.batching.BatchScheduler;
import io.hubstream.benchmarks.Samples;
import io.hubstream.benchmarks.ShortRuns;
import io.hubstream.content.Outcome;
import io.hubstream.content.SourcePosition;
import io.hubstream.payload.FilePayloadSource;
import io.hubstream.payload.PayloadLimits;
import io.hubstream.records.AuditRecords;
import io.hubstream.records.ContentEvents;
import io.hubstream.records.EnrichedRecords;
import io.hubstream.routing.Router;
import io.hubstream.topology.hook.RecordScope;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Intake, window and forwarding of 256 records and the drain of their commit; figures are for a
 * record. A deletion shows the window alone; a text passes every stage, with a model that does
 * nothing and the decode pool's work done by the stream thread.
 */
@State(Scope.Benchmark)
public class EnrichProcessorBenchmark extends ShortRuns {
  private static final int RECORDS = 256;
  private static final Duration LONG = Duration.ofSeconds(10);

  @Param({"deletion", "text"})
  String record = "";

  private final BatchScheduler scheduler =
      new BatchScheduler(
          new BatchPolicy(List.of(1, 8, 32), Duration.ofMillis(1)), 1, LONG, BatchMetrics.NONE);
  private final NullContext<byte[], Outbound> context = new NullContext<>();
  private final NullParts.Serving serving = new NullParts.Serving(new NullParts.Model());
  private final OutcomeWriters writers =
      new OutcomeWriters(
          new EnrichedRecords(Samples.environment()),
          new AuditRecords(Samples.environment(), false),
          Clock.systemUTC());
  private final TaskSettings settings =
      new TaskSettings(64 << 20, LONG, LONG, Duration.ofMillis(50), 1_000_000, false);
  private final RecordIntake intake = intake();
  private final EnrichProcessor processor =
      new EnrichProcessor(
          intake,
          serving,
          new CatchUpBarrier(serving, LONG),
          writers,
          settings,
          EnrichmentMetrics.NONE);

  private byte @Nullable [] value;
  private InFlightWindow.@Nullable Entry entry;
  private @Nullable OutcomeForwarder forwarder;

  private RecordIntake intake() {
    ContentDecoder decoder =
        new ContentDecoder(
            new FilePayloadSource(List.of(), new PayloadLimits(1_000_000)),
            new NullParts.NoImages(),
            new NullParts.Texts(Samples.text(1_000)),
            100,
            EnrichmentMetrics.NONE);
    Enricher enricher =
        new Enricher(
            decoder,
            scheduler,
            Runnable::run,
            new ParserGate(2, LONG, LONG),
            new ResultSettings(5, false, 100));
    return new RecordIntake(new Router(List.of()), enricher, new WindowPace(RECORDS, LONG));
  }

  @Setup
  public void init() {
    byte[] event =
        ContentEvents.write(
            Samples.item("text/plain", Samples.text(1_000).getBytes(StandardCharsets.UTF_8)));
    value = record.equals("text") ? event : null;
    processor.init(context);
    forwarder = new OutcomeForwarder(context, writers, settings, EnrichmentMetrics.NONE);
    entry = entry();
  }

  private InFlightWindow.Entry entry() {
    Outcome outcome =
        record.equals("text")
            ? Samples.enriched(Samples.item("text/plain", Samples.bytes(1_000)), 64)
            : new Outcome.Deleted();
    return new InFlightWindow.Entry(
        next(),
        RecordScope.of(context).capture(),
        new SourcePosition("hubstream.content", 0, 1),
        serving.lease(),
        CompletableFuture.completedFuture(outcome),
        0);
  }

  private Record<byte[], byte[]> next() {
    RecordHeaders headers = new RecordHeaders();
    headers.add("traceparent", new byte[55]);
    return new Record<>(new byte[18], value, 1_700_000_000_000L, headers);
  }

  @TearDown
  public void close() {
    processor.close();
    scheduler.close();
  }

  @Benchmark
  @OperationsPerInvocation(RECORDS)
  public long process() {
    for (int i = 0; i < RECORDS; i++) {
      context.advance();
      processor.process(next());
    }
    processor.drain();
    return context.forwarded();
  }

  @Benchmark
  public long forward() {
    forwarder.forward(entry, entry.future().join());
    return context.forwarded();
  }
}
