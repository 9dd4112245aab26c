package io.hubstream.starter.graphs;

import com.google.protobuf.CodedOutputStream;
import io.hubstream.starter.learning.LearnedHead;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * One version's graph: which features it computes, and how it is written as a SavedModel.
 *
 * <p>The SavedModel is put together here and not by TensorFlow's exporter: there are no variables
 * to save, and map entries are written in sorted order, so the same head gives the same bytes.
 */
public final class StarterGraph {
  /** The one signature of a starter model. */
  public static final String SIGNATURE = "serving_default";

  /** Name of the input, in the graph and in the signature. */
  public static final String INPUT = "inputs";

  /** Name of the output {@code [batch, dimension]}, in the graph and in the signature. */
  public static final String EMBEDDING = "embedding";

  /** Name of the output {@code [batch, classes]}, in the graph and in the signature. */
  public static final String PROBABILITIES = "probabilities";

  private static final String METHOD = "tensorflow/serving/predict";

  private final FeatureGraph features;

  private StarterGraph(FeatureGraph features) {
    this.features = features;
  }

  /** Colour statistics of a picture, and, if wanted, edges and texture. */
  public static StarterGraph ofPictures(boolean withEdges) {
    return new StarterGraph(new PictureFeatures(withEdges));
  }

  /** Counts of hashed n-grams of 1 to {@code longestGram} characters. */
  public static StarterGraph ofTexts(int longestGram, int buckets) {
    return new StarterGraph(new TextFeatures(longestGram, buckets));
  }

  /** Height and width of the pictures, in pixels. */
  public static int pictureSide() {
    return PictureFeatures.SIDE;
  }

  /** Characters of a text that are looked at. */
  public static int maxCharacters() {
    return TextFeatures.MAX_CHARACTERS;
  }

  FeatureGraph features() {
    return features;
  }

  /** Writes {@code saved_model.pb} into an existing folder. */
  public void write(Path folder, LearnedHead head) throws IOException {
    SavedModel model;
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      FeatureGraph.Features part = features.addTo(tf);
      Head.Outputs outputs = Head.addTo(tf, part.counted(), head);
      model = savedModel(graph, part.input(), outputs);
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve("saved_model.pb"))) {
      CodedOutputStream coded = CodedOutputStream.newInstance(out);
      coded.useDeterministicSerialization();
      model.writeTo(coded);
      coded.flush();
    }
  }

  private static SavedModel savedModel(Graph graph, Operand<?> input, Head.Outputs outputs) {
    SignatureDef signature =
        SignatureDef.newBuilder()
            .setMethodName(METHOD)
            .putInputs(INPUT, info(input))
            .putAllOutputs(
                Map.of(
                    EMBEDDING, info(outputs.embedding()),
                    PROBABILITIES, info(outputs.probabilities())))
            .build();
    MetaGraphDef.Builder meta =
        MetaGraphDef.newBuilder()
            .setGraphDef(graph.toGraphDef())
            .putSignatureDef(SIGNATURE, signature);
    meta.getMetaInfoDefBuilder().addTags("serve").setTensorflowVersion(TensorFlow.version());
    return SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
  }

  private static TensorInfo info(Operand<?> operand) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : operand.shape().asArray()) {
      shape.addDimBuilder().setSize(size);
    }
    return TensorInfo.newBuilder()
        .setName(operand.op().name() + ":0")
        .setDtypeValue(operand.asOutput().dataType().getNumber())
        .setTensorShape(shape)
        .build();
  }
}
