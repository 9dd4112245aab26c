package io.hubstream.decoding;

import io.hubstream.benchmarks.Samples;
import io.hubstream.benchmarks.ShortRuns;
import io.hubstream.content.BadRecordException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What is read of a picture before its pixels are decoded. */
@State(Scope.Benchmark)
public class ImageHeaderBenchmark extends ShortRuns {
  @Param({"jpg", "png"})
  String format = "";

  @Param({"32x32", "320x240"})
  String size = "";

  private byte[] file = {};

  @Setup
  public void make() {
    String[] sides = size.split("x");
    file = Samples.picture(format, Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
  }

  @Benchmark
  public ImageHeader read() throws BadRecordException {
    return ImageHeader.read("image/" + format, file, ImageLimits.DEFAULT);
  }
}
