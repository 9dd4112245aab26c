package io.hubstream.serving.tensorflow;

import static io.hubstream.serving.tensorflow.RawGraph.constant;
import static io.hubstream.serving.tensorflow.RawGraph.function;
import static io.hubstream.serving.tensorflow.RawGraph.integers;
import static io.hubstream.serving.tensorflow.RawGraph.node;
import static io.hubstream.serving.tensorflow.RawGraph.placeholder;
import static io.hubstream.serving.tensorflow.RawGraph.shape;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

class SizeLimitsTest {
  private static final long HUGE = 1L << 45;

  static Stream<Arguments> wrong() {
    return Stream.of(
        Arguments.of(
            RawGraph.copying().signature("other", DataType.DT_FLOAT, -1, -7),
            "'inputs' of signature 'other' has a negative dimension: [-1, -7]"),
        Arguments.of(
            RawGraph.copying().signature("other", DataType.DT_FLOAT, -1, 1 << 20, 1 << 20, 3),
            "'inputs' of signature 'other', a row has the dimensions [1048576, 1048576, 3]"),
        Arguments.of(
            RawGraph.copying().signature("other", DataType.DT_FLOAT, -1, Long.MAX_VALUE, 4),
            "9223372036854775807"),
        Arguments.of(
            RawGraph.copying().add(placeholder("p", DataType.DT_FLOAT, -1, -2)),
            "node 'p' has a negative dimension: [-1, -2]"),
        Arguments.of(
            RawGraph.copying().add(placeholder("p", DataType.DT_FLOAT, HUGE, HUGE)),
            "node 'p' has the dimensions"),
        Arguments.of(
            RawGraph.copying().add(placeholder("p", DataType.DT_FLOAT, new long[300])),
            "node 'p' has 300 dimensions, at most 32"),
        Arguments.of(
            RawGraph.copying().add(constant("c", filled(-3))),
            "node 'c' is a constant of unknown or negative size: [-3]"),
        Arguments.of(
            RawGraph.copying().add(constant("c", filled(HUGE))),
            "node 'c' has the dimensions [35184372088832]"),
        Arguments.of(
            RawGraph.copying()
                .add(constant("c", filled(1L << 28)))
                .add(function("f", constant("d", filled((1L << 28) + 1)))),
            "its constants would take 2,147,483,652 bytes"),
        Arguments.of(
            RawGraph.copying()
                .add(
                    function(
                        "f", integers("dims", 50_000, 50_000), node("Fill", "x", "dims:output:0"))),
            "Fill of node 'x' of function 'f' has the dimensions [50000, 50000]"),
        Arguments.of(
            RawGraph.copying()
                .add(integers("dims", 1 << 30, 1 << 30))
                .add(node("BroadcastTo", "x", "in", "dims")),
            "BroadcastTo of node 'x'"));
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void shouldObjectBeforeAnythingIsLoaded(RawGraph graph, String reason) {
    assertThat(SizeLimits.objections(graph.build())).anyMatch(text -> text.contains(reason));
  }

  @Test
  void shouldHaveNothingAgainstWhatFits() {
    RawGraph graph =
        RawGraph.copying()
            .add(constant("c", filled(1L << 20)))
            .add(integers("dims", 1_000, 1_000))
            .add(node("Fill", "x", "dims"))
            .add(placeholder("p", DataType.DT_FLOAT, -1, 224, 224, 3));

    assertThat(SizeLimits.objections(graph.build())).isEmpty();
  }

  /** One value, for all places. */
  private static TensorProto.Builder filled(long size) {
    return TensorProto.newBuilder()
        .setDtype(DataType.DT_FLOAT)
        .setTensorShape(shape(size))
        .addFloatVal(1f);
  }
}
