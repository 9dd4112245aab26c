package io.hubstream.decoding;

import io.hubstream.benchmarks.Samples;
import io.hubstream.benchmarks.ShortRuns;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.DocumentChunk;
import io.hubstream.content.TextPreprocessing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Plain text to chunks: no parser process takes part. */
@State(Scope.Benchmark)
public class TextBenchmark extends ShortRuns {
  private static final int MAX_CHUNKS = 1_000;

  @Param({"1000", "10000"})
  int characters;

  /** Whether there is a letter beyond ASCII. */
  @Param({"true", "false"})
  boolean ascii;

  private final TextExtractor extractor = new TikaTextExtractor(DocumentLimits.DEFAULT);
  private String text = "";
  private ByteBuffer file = ByteBuffer.allocate(0);

  @Setup
  public void make() {
    String prose = Samples.text(characters);
    text = ascii ? prose : prose.replace('w', 'ü');
    file = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).asReadOnlyBuffer();
  }

  @TearDown
  public void close() {
    extractor.close();
  }

  @Benchmark
  public String extract() throws BadRecordException, InterruptedException {
    return extractor.extract("text/plain", file, Optional.empty());
  }

  @Benchmark
  public List<DocumentChunk> chunk() throws BadRecordException {
    return Chunker.chunk(text, TextPreprocessing.DEFAULT, MAX_CHUNKS);
  }
}
