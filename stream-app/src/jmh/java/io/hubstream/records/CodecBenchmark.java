package io.hubstream.records;

import io.hubstream.benchmarks.Samples;
import io.hubstream.benchmarks.ShortRuns;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.ContentItem;
import io.hubstream.content.Outcome;
import io.hubstream.content.SourcePosition;
import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A content event in, a result out, and the result read back. */
public class CodecBenchmark extends ShortRuns {
  private static final SourcePosition POSITION = new SourcePosition("hubstream.content", 3, 12_345);
  private static final ContentItem ITEM = Samples.item("image/jpeg", Samples.bytes(1_000));
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_001_000L);

  /** An event with an inline payload. */
  @State(Scope.Benchmark)
  public static class Event {
    @Param({"1000", "100000"})
    int payloadBytes;

    byte[] value = {};

    @Setup
    public void make() {
      value = ContentEvents.write(Samples.item("application/pdf", Samples.bytes(payloadBytes)));
    }
  }

  /** A result of one model: the best five classes, and an embedding where the dimension says so. */
  @State(Scope.Benchmark)
  public static class Result {
    @Param({"0", "64", "1280"})
    int dimension;

    EnrichedRecords records = new EnrichedRecords(Samples.environment());
    Outcome.Enriched outcome = Samples.enriched(ITEM, 0);
    byte[] value = {};

    @Setup
    public void make() {
      outcome = Samples.enriched(ITEM, dimension);
      value = records.write(POSITION, outcome, NOW);
    }
  }

  @Benchmark
  public ContentItem readEvent(Event event) throws BadRecordException {
    return ContentEvents.read("hubstream.content", event.value);
  }

  @Benchmark
  public byte[] writeResult(Result result) {
    return result.records.write(POSITION, result.outcome, NOW);
  }

  @Benchmark
  public EnrichedView readResult(Result result) {
    return EnrichedRecords.read("hubstream.enriched", result.value);
  }
}
