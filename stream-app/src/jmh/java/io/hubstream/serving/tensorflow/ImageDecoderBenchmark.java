package io.hubstream.serving.tensorflow;

import io.hubstream.benchmarks.Samples;
import io.hubstream.benchmarks.ShortRuns;
import io.hubstream.content.BadRecordException;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput.ImageTensor;
import io.hubstream.decoding.ImageLimits;
import java.nio.ByteBuffer;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A picture's file to the tensors that models want of it: 96 x 96, and 32 x 32 as a second. */
@State(Scope.Benchmark)
public class ImageDecoderBenchmark extends ShortRuns {
  private static final List<ImagePreprocessing> FORMS =
      List.of(new ImagePreprocessing(96, 96, 3, -1, 1), new ImagePreprocessing(32, 32, 3, 0, 1));

  @Param({"jpg", "png"})
  String format = "";

  @Param({"32x32", "96x96", "320x240"})
  String size = "";

  @Param({"1", "2"})
  int forms;

  private final TensorFlowImageDecoder decoder =
      new TensorFlowImageDecoder(
          ImageLimits.DEFAULT, new TensorFlowSettings(1, 1, TensorFlowSettings.Device.CPU));
  private ByteBuffer file = ByteBuffer.allocate(0);

  @Setup
  public void make() {
    String[] sides = size.split("x");
    byte[] bytes = Samples.picture(format, Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    file = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  @TearDown
  public void close() {
    decoder.close();
  }

  @Benchmark
  public List<ImageTensor> decode() throws BadRecordException {
    return decoder.decode("image/" + format, file, FORMS.subList(0, forms));
  }
}
