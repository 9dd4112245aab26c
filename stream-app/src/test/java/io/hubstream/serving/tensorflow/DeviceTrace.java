package io.hubstream.serving.tensorflow;

import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.AllocatorMemoryUsed;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;

/**
 * What TensorFlow says of a run: which operation ran where, and how much of its pool a device has
 * given out. A trace in software, which needs no profiling library.
 */
final class DeviceTrace {
  private static final RunOptions TRACED =
      RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.SOFTWARE_TRACE).build();

  /** {@code [memory] name = Kind(inputs)} */
  private static final Pattern KIND = Pattern.compile(" = (\\w+)\\(");

  private final RunMetadata metadata;

  private DeviceTrace(RunMetadata metadata) {
    this.metadata = metadata;
  }

  /** Runs what the runner is set up for, with a trace. */
  static DeviceTrace of(Session.Runner runner) {
    try (Result result = runner.setOptions(TRACED).runAndFetchMetadata()) {
      return new DeviceTrace(result.getMetadata().orElseThrow());
    }
  }

  /** A run of one addition in a session of its own. */
  static DeviceTrace ofAddition(ConfigProto config) {
    try (Graph graph = new Graph();
        Session session = new Session(graph, config)) {
      Ops tf = Ops.create(graph);
      var values = tf.placeholder(TFloat32.class);
      var sum = tf.withName("sum").math.add(values, values);
      try (TFloat32 input = TFloat32.tensorOf(Shape.of(1024), DeviceTrace::fillWithOnes)) {
        return of(session.runner().feed(values, input).fetch(sum));
      }
    }
  }

  static void fillWithOnes(TFloat32 tensor) {
    tensor.scalars().forEach(scalar -> scalar.setFloat(1));
  }

  /**
   * Kinds of the operations that ran on devices of this type, {@code CPU} or {@code GPU}. Not their
   * names: where operations were fused, the last one's name stands for them all.
   */
  Set<String> ranOn(String type) {
    return metadata.getStepStats().getDevStatsList().stream()
        .filter(device -> device.getDevice().contains("/device:" + type + ":"))
        .flatMap(device -> device.getNodeStatsList().stream())
        .map(node -> KIND.matcher(node.getTimelineLabel()))
        .filter(Matcher::find)
        .map(label -> label.group(1))
        .collect(Collectors.toSet());
  }

  /** Bytes that the pool of the first GPU has given out; empty where no GPU was used. */
  OptionalLong gpuBytesInUse() {
    return memory()
        .filter(memory -> memory.getAllocatorName().startsWith("GPU_"))
        .mapToLong(memory -> memory.getAllocatorBytesInUse())
        .max();
  }

  /** Names of the allocators that gave out memory. */
  Set<String> allocators() {
    return memory().map(AllocatorMemoryUsed::getAllocatorName).collect(Collectors.toSet());
  }

  private Stream<AllocatorMemoryUsed> memory() {
    return metadata.getStepStats().getDevStatsList().stream()
        .flatMap(device -> device.getNodeStatsList().stream())
        .flatMap(node -> node.getMemoryList().stream());
  }
}
