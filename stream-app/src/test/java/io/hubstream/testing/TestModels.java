package io.hubstream.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceAny;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;

/**
 * Tiny SavedModels, written in milliseconds, equal whenever they are written. Both kinds give an
 * embedding and a classification, and both fail with an invalid argument for a poisoned row, and so
 * for every batch that holds one.
 */
public final class TestModels {
  /** A text model fails on a text that contains this. */
  public static final String POISON = "POISON";

  /** An image model fails on a picture whose mean value is at least this: an all-white one. */
  public static final float POISON_BRIGHTNESS = 0.999f;

  private TestModels() {}

  /**
   * A model for pictures of size x size x 3 in [0,1]: {@code inputs} to {@code embedding}, {@code
   * logits} and {@code probabilities}; labels {@code label_0} and so on in {@code labels.txt}.
   *
   * @param seed other seeds give other weights, and so other results
   */
  public static Path image(Path folder, int size, int classes, int dimension, int seed)
      throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> inputs =
          tf.withName("inputs")
              .placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, size, size, 3)));
      Operand<TFloat32> brightness = tf.math.mean(inputs, tf.array(1, 2, 3));
      Operand<TBool> poisoned = tf.math.greaterEqual(brightness, tf.constant(POISON_BRIGHTNESS));
      Operand<TFloat32> checked = refuse(tf, poisoned, inputs);
      Operand<TFloat32> colours = tf.math.mean(checked, tf.array(1, 2));
      Map<String, Operand<?>> outputs = heads(tf, colours, 3, classes, dimension, seed);
      write(folder, graph, Map.of("serving_default", new Ports(Map.of("inputs", inputs), outputs)));
    }
    Files.write(folder.resolve("labels.txt"), labels(classes));
    return folder;
  }

  /**
   * A model for texts: {@code text} to {@code embedding}, {@code logits}, {@code probabilities} and
   * the labels as strings, {@code classes}.
   *
   * @param seed other seeds give other weights, and so other results
   */
  public static Path text(Path folder, int classes, int dimension, int seed) throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TString> text =
          tf.withName("text").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
      Operand<TBool> poisoned = tf.strings.staticRegexFullMatch(text, "(?s).*" + POISON + ".*");
      Operand<TString> checked = refuse(tf, poisoned, text);
      Operand<TFloat32> hash =
          tf.dtypes.cast(tf.strings.toHashBucketFast(checked, 997L), TFloat32.class);
      Operand<TFloat32> spread =
          tf.math.sin(
              tf.linalg.matMul(tf.expandDims(hash, tf.constant(1)), weights(tf, 1, 8, seed)));
      Map<String, Operand<?>> outputs =
          new java.util.HashMap<>(heads(tf, spread, 8, classes, dimension, seed));
      Operand<TInt32> rows = tf.shape.size(text, tf.constant(0));
      Operand<TString> names =
          tf.constant(StdArrays.ndCopyOf(new String[][] {labels(classes).toArray(String[]::new)}));
      outputs.put("classes", tf.tile(names, tf.concat(List.of(rows, tf.array(1)), tf.constant(0))));
      write(folder, graph, Map.of("serving_default", new Ports(Map.of("text", text), outputs)));
    }
    return folder;
  }

  /** {@code label_0}, {@code label_1} and so on. */
  public static List<String> labels(int classes) {
    return IntStream.range(0, classes).mapToObj(i -> "label_" + i).toList();
  }

  private static <T extends org.tensorflow.types.family.TType> Operand<T> refuse(
      Ops tf, Operand<TBool> poisoned, Operand<T> inputs) {
    Operand<TBool> any = tf.reduceAny(poisoned, tf.array(0), new ReduceAny.Options[0]);
    var check = tf.assertThat(tf.math.logicalNot(any), List.of(tf.constant("a row is poisoned")));
    return tf.withControlDependencies(check).identity(inputs);
  }

  private static Map<String, Operand<?>> heads(
      Ops tf, Operand<TFloat32> features, int width, int classes, int dimension, int seed) {
    Operand<TFloat32> embedding = tf.linalg.matMul(features, weights(tf, width, dimension, seed));
    Operand<TFloat32> logits =
        tf.linalg.matMul(embedding, weights(tf, dimension, classes, seed + 1));
    return Map.of("embedding", embedding, "logits", logits, "probabilities", tf.nn.softmax(logits));
  }

  private static Operand<TFloat32> weights(Ops tf, int rows, int columns, int seed) {
    float[][] weights = new float[rows][columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        weights[i][j] = (float) Math.sin(1 + i * 7 + j * 13 + seed * 31);
      }
    }
    return tf.constant(weights);
  }

  /** Inputs and outputs of a signature, by key. */
  public record Ports(Map<String, Operand<?>> inputs, Map<String, Operand<?>> outputs) {
    public Ports {
      inputs = Map.copyOf(inputs);
      outputs = Map.copyOf(outputs);
    }
  }

  /** Writes a graph without variables as a SavedModel with the tag {@code serve}. */
  public static void write(Path folder, Graph graph, Map<String, Ports> signatures)
      throws IOException {
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder().setGraphDef(graph.toGraphDef());
    meta.getMetaInfoDefBuilder().addTags("serve");
    signatures.forEach(
        (name, ports) -> {
          SignatureDef.Builder signature =
              SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
          ports.inputs().forEach((key, tensor) -> signature.putInputs(key, info(tensor)));
          ports.outputs().forEach((key, tensor) -> signature.putOutputs(key, info(tensor)));
          meta.putSignatureDef(name, signature.build());
        });
    Files.createDirectories(folder);
    SavedModel model =
        SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
    try (var file = Files.newOutputStream(folder.resolve("saved_model.pb"))) {
      var out = com.google.protobuf.CodedOutputStream.newInstance(file);
      out.useDeterministicSerialization();
      model.writeTo(out);
      out.flush();
    }
  }

  private static TensorInfo info(Operand<?> tensor) {
    var output = tensor.asOutput();
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    if (output.shape().isUnknown()) {
      shape.setUnknownRank(true);
    } else {
      for (long size : output.shape().asArray()) {
        shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
      }
    }
    DataType type = output.dataType();
    return TensorInfo.newBuilder()
        .setName(output.op().name() + ":" + output.index())
        .setDtype(type)
        .setTensorShape(shape)
        .build();
  }
}
