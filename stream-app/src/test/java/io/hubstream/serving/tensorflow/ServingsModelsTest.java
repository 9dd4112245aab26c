package io.hubstream.serving.tensorflow;

import static io.hubstream.serving.tensorflow.RawGraph.node;
import static io.hubstream.serving.tensorflow.RawGraph.placeholder;
import static io.hubstream.serving.tensorflow.RawGraph.text;
import static io.hubstream.serving.tensorflow.RawGraph.type;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import io.hubstream.content.ImagePreprocessing;
import io.hubstream.content.ModelInput.ImageTensor;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.Servable;
import io.hubstream.testing.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TNumber;

/** Forms of models that TensorFlow Serving loads, and so do we. */
class ServingsModelsTest {
  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"int32", "int64"})
  void shouldFeedWholeNumbersWhenAPictureIsWanted(String type) throws Exception {
    Class<? extends TNumber> wanted = type.equals("int32") ? TInt32.class : TInt64.class;
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var in = tf.placeholder(wanted, Placeholder.shape(Shape.of(-1, 2, 2, 1)));
      var out = tf.reshape(tf.dtypes.cast(in, TFloat32.class), tf.array(-1, 4));
      TestModels.write(
          temp,
          graph,
          Map.of(
              "serving_default",
              new TestModels.Ports(Map.of("image", in), Map.of("features", out))));
    }

    assertThat(Models.INSPECTOR.inspect(temp).model().orElseThrow().input().preprocessing())
        .isEqualTo(new ImagePreprocessing(2, 2, 1, 0, 255));
    try (Servable servable = Models.load(temp)) {
      List<ModelOutput> outputs =
          servable.run(
              List.of(
                  new ImageTensor(new float[] {0, 1.4f, 127.6f, 255}),
                  new ImageTensor(new float[] {9, 8, 7, 6})),
              3);
      assertThat(outputs.get(0).embedding().orElseThrow()).containsExactly(0, 1, 128, 255);
      assertThat(outputs.get(1).embedding().orElseThrow()).containsExactly(9, 8, 7, 6);
    }
  }

  /**
   * A dictionary goes in, of which all but one input have values of their own, and one comes out.
   */
  @Test
  void shouldServeWhenInputsAndOutputsAreDictionaries() throws Exception {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> image =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 2, 2, 3)));
      Operand<TFloat32> scale = tf.placeholderWithDefault(tf.constant(2f), Shape.scalar());
      Operand<TFloat32> vector = tf.math.mul(tf.reshape(image, tf.array(-1, 12)), scale);
      Operand<TFloat32> scores = tf.nn.softmax(vector);
      TestModels.write(
          temp,
          graph,
          Map.of(
              "serving_default",
              new TestModels.Ports(
                  Map.of("image", image, "scale", scale),
                  Map.of("embedding", vector, "probabilities", scores))));
    }

    try (Servable servable = Models.load(temp)) {
      float[] values = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
      ModelOutput output = servable.run(List.of(new ImageTensor(values)), 1).get(0);
      assertThat(output.embedding().orElseThrow()[11]).isEqualTo(22f);
      assertThat(output.scores().orElseThrow()).hasSize(12);
    }
  }

  @Test
  void shouldServeTheGoodSignatureWhenAnotherIsBad() throws Exception {
    TestModels.image(temp, 4, 5, 7, 1);
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(temp.resolve("saved_model.pb")));
    SignatureDef good = model.getMetaGraphs(0).getSignatureDefOrThrow("serving_default");
    TensorInfo input = good.getInputsOrThrow("inputs");
    MetaGraphDef graph =
        model.getMetaGraphs(0).toBuilder()
            .putSignatureDef(
                "bad",
                good.toBuilder()
                    .putInputs("inputs", input.toBuilder().setDtype(DataType.DT_STRING).build())
                    .build())
            .putSignatureDef(
                "serving_default",
                good.toBuilder()
                    .putInputs("inputs", input.toBuilder().clearTensorShape().build())
                    .build())
            .build();
    Files.write(
        temp.resolve("saved_model.pb"),
        model.toBuilder().setMetaGraphs(0, graph).build().toByteArray());

    assertThat(Models.INSPECTOR.inspect(temp).verdict().repairs())
        .anyMatch(text -> text.contains("signature 'bad' is left out"))
        .anyMatch(text -> text.contains("gives no shape for 'inputs': taken from the graph"));
    try (Servable servable = Models.load(temp)) {
      assertThat(servable.spec().embedding().orElseThrow().dimension()).isEqualTo(7);
    }
  }

  /**
   * TF1 Hub format: no tag, no main operation, a vocabulary among the assets. TensorFlow feeds the
   * asset's place to the main operation alone, so one is added.
   */
  @Test
  void shouldFillTablesFromAssetsWhenThereIsNoMainOperation() throws Exception {
    Files.createDirectories(temp.resolve("assets"));
    Files.writeString(temp.resolve("assets/words.txt"), "zero\none\ntwo\n");
    vocabularyModel().write(temp);

    SavedModelFile file = SavedModelFile.read(temp);
    MetaGraphDef graph = file.graph(file.servingTags());
    assertThat(StaticCheck.of(temp, graph, OpPolicy.of(OpSettings.DEFAULT)).refusals()).isEmpty();
    try (SanitisedCopy copy = SanitisedCopy.of(temp, graph);
        SavedModelBundle bundle =
            SavedModelBundle.loader(copy.folder().toString()).withTags().load();
        TString words =
            TString.tensorOf(Shape.of(3), DataBuffers.ofObjects("two", "zero", "seven"));
        Result found = bundle.session().runner().feed("in:0", words).fetch("out:0").run()) {
      TInt64 numbers = (TInt64) found.get(0);
      assertThat(numbers.getLong(0)).isEqualTo(2);
      assertThat(numbers.getLong(1)).isZero();
      assertThat(numbers.getLong(2)).isEqualTo(-1);
    }
  }

  private static RawGraph vocabularyModel() {
    AttrValue text = type(DataType.DT_STRING);
    AttrValue number = type(DataType.DT_INT64);
    RawGraph graph =
        new RawGraph()
            .add(placeholder("in", DataType.DT_STRING, -1))
            .add(text("vocabulary", "/where/it/was/trained/words.txt"))
            .add(
                node("HashTableV2", "table")
                    .putAttr("key_dtype", text)
                    .putAttr("value_dtype", number))
            .add(
                node("InitializeTableFromTextFileV2", "fill", "table", "vocabulary")
                    .putAttr("key_index", AttrValue.newBuilder().setI(-2).build())
                    .putAttr("value_index", AttrValue.newBuilder().setI(-1).build()))
            .add(
                RawGraph.constant(
                    "none", TensorProto.newBuilder().setDtype(DataType.DT_INT64).addInt64Val(-1)))
            .add(
                node("LookupTableFindV2", "out", "table", "in", "none")
                    .putAttr("Tin", text)
                    .putAttr("Tout", number))
            .signature("default", DataType.DT_STRING, -1)
            .collection(SanitisedCopy.TABLE_INITIALISERS, "fill");
    AssetFileDef asset =
        AssetFileDef.newBuilder()
            .setFilename("words.txt")
            .setTensorInfo(RawGraph.info("vocabulary:0", DataType.DT_STRING))
            .build();
    graph
        .builder()
        .clearMetaInfoDef()
        .putCollectionDef(
            Assets.COLLECTION,
            CollectionDef.newBuilder()
                .setAnyList(CollectionDef.AnyList.newBuilder().addValue(Any.pack(asset)))
                .build());
    return graph;
  }
}
