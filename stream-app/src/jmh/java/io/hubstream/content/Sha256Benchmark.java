package io.hubstream.content;

import io.hubstream.benchmarks.Samples;
import io.hubstream.benchmarks.ShortRuns;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The digest of a payload that came inline, which is computed for each record. */
@State(Scope.Benchmark)
public class Sha256Benchmark extends ShortRuns {
  @Param({"1000", "10000", "100000"})
  int bytes;

  private ByteBuffer payload = ByteBuffer.allocate(0);

  @Setup
  public void make() {
    payload = new Payload.Inline(ByteBuffer.wrap(Samples.bytes(bytes))).bytes();
  }

  @Benchmark
  public String hex() {
    return Sha256.hex(payload);
  }
}
