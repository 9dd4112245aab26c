package io.hubstream.serving.tensorflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.hubstream.content.ModelInput;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Servable;
import io.hubstream.testing.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

class RecordedWarmUpTest {
  private static final int SIZE = 4;

  @TempDir Path temp;

  private static TensorProto.Builder tensor(DataType type, long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDimBuilder().setSize(size);
    }
    return TensorProto.newBuilder().setDtype(type).setTensorShape(shape);
  }

  private static TensorProto texts(String... values) {
    TensorProto.Builder proto = tensor(DataType.DT_STRING, values.length);
    for (String value : values) {
      proto.addStringVal(ByteString.copyFromUtf8(value));
    }
    return proto.build();
  }

  private Path textModel() throws Exception {
    return TestModels.text(temp.resolve("model"), 3, 6, 1);
  }

  private Path imageModel() throws Exception {
    return TestModels.image(temp.resolve("model"), SIZE, 3, 6, 1);
  }

  /** Packages the model with these bytes as its warm-up file, loads it and replays. */
  private static int replay(Path model, byte[] file) throws Exception {
    Path requests = model.resolve(RecordedWarmUp.FILE);
    Files.createDirectories(requests.getParent());
    Files.write(requests, file);
    ModelArtifact artifact = Models.pack(model, ManifestHints.NONE);
    try (Servable servable = Models.LOADER.load(artifact)) {
      return servable.replayRecorded(artifact);
    }
  }

  private static int replay(Path model, List<byte[]> records) throws Exception {
    return replay(model, PredictionLogSchema.file(records));
  }

  private void assertRefused(Path model, byte[] record, String why) {
    assertThatThrownBy(() -> replay(model, List.of(record)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(why);
  }

  @Test
  void shouldComputeTheChecksumOfTheStandard() {
    assertThat(PredictionLogSchema.crc32c("123456789".getBytes(UTF_8))).isEqualTo(0xE3069283);
  }

  @Test
  void shouldReplayNothingWhenThereIsNoFile() throws Exception {
    ModelArtifact artifact = Models.pack(textModel(), ManifestHints.NONE);
    try (Servable servable = Models.LOADER.load(artifact)) {
      assertThat(servable.replayRecorded(artifact)).isZero();
    }
  }

  @Test
  void shouldReplayEveryKindOfRequest() throws Exception {
    List<byte[]> records =
        List.of(
            PredictionLogSchema.predict("serving_default", Map.of("text", texts("a", "b"))),
            PredictionLogSchema.predict("", Map.of("text", texts("a")), "embedding"),
            PredictionLogSchema.classify("serving_default", "one", "two"),
            PredictionLogSchema.sessionRun());

    assertThat(replay(textModel(), records)).isEqualTo(3);
  }

  @Test
  void shouldReadValuesThatAreListedOrRepeatedOrRaw() throws Exception {
    TensorProto repeated = tensor(DataType.DT_FLOAT, 1, SIZE, SIZE, 3).addFloatVal(0.25f).build();
    TensorProto raw =
        tensor(DataType.DT_FLOAT, 2, SIZE, SIZE, 3)
            .setTensorContent(ByteString.copyFrom(new byte[2 * SIZE * SIZE * 3 * 4]))
            .build();

    assertThat(
            replay(
                imageModel(),
                List.of(
                    PredictionLogSchema.predict("serving_default", Map.of("inputs", repeated)),
                    PredictionLogSchema.predict("serving_default", Map.of("inputs", raw)))))
        .isEqualTo(2);
  }

  @Test
  void shouldRefuseWhenATypeOrShapeIsNotTheModels() throws Exception {
    Path model = imageModel();
    assertRefused(
        model,
        PredictionLogSchema.predict(
            "serving_default", Map.of("inputs", tensor(DataType.DT_INT32, 1).addIntVal(7).build())),
        "recorded warm-up request 1 (signature 'serving_default'): it gives 'inputs' as int32, the model takes float32");
    Files.delete(model.resolve("hubstream-model.json"));
    assertRefused(
        model,
        PredictionLogSchema.predict(
            "serving_default",
            Map.of("inputs", tensor(DataType.DT_FLOAT, 1, 9, 9, 3).addFloatVal(7).build())),
        "it gives 'inputs' in the shape [1, 9, 9, 3]");
  }

  @Test
  void shouldRefuseWhenSizesAreNegativeOrHuge() throws Exception {
    Path model = imageModel();
    for (long size : new long[] {-3, Long.MAX_VALUE / 2, 1L << 29}) {
      Files.deleteIfExists(model.resolve("hubstream-model.json"));
      assertRefused(
          model,
          PredictionLogSchema.predict(
              "serving_default",
              Map.of("inputs", tensor(DataType.DT_FLOAT, size, 4, 4, 3).addFloatVal(1).build())),
          "its input 'inputs': it has");
    }
  }

  @Test
  void shouldRefuseWhenInputsOrOutputsOrSignaturesAreNotTheModels() throws Exception {
    Path model = textModel();
    assertRefused(model, PredictionLogSchema.predict("other", Map.of()), "no signature 'other'");
    Files.delete(model.resolve("hubstream-model.json"));
    assertRefused(
        model,
        PredictionLogSchema.predict("serving_default", Map.of()),
        "it lacks the input 'text'");
    Files.delete(model.resolve("hubstream-model.json"));
    assertRefused(
        model,
        PredictionLogSchema.predict(
            "serving_default", Map.of("text", texts("a"), "more", texts("b"))),
        "it gives the inputs [more], the signature has [text]");
    Files.delete(model.resolve("hubstream-model.json"));
    assertRefused(
        model,
        PredictionLogSchema.predict("serving_default", Map.of("text", texts("a")), "nothing"),
        "it asks for the output 'nothing'");
  }

  @Test
  void shouldRefuseWhenARequestFails() throws Exception {
    assertRefused(
        textModel(),
        PredictionLogSchema.predict(
            "serving_default", Map.of("text", texts("a " + TestModels.POISON))),
        "poisoned");
  }

  @Test
  void shouldRefuseWhenThereAreMoreThanTensorFlowServingTakes() throws Exception {
    byte[] record = PredictionLogSchema.predict("serving_default", Map.of("text", texts("a")));

    assertThatThrownBy(() -> replay(textModel(), Collections.nCopies(1_001, record)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("more than 1000 requests");
  }

  @Test
  void shouldRefuseWhenTheFileIsDamaged() throws Exception {
    byte[] good =
        PredictionLogSchema.file(
            List.of(PredictionLogSchema.predict("serving_default", Map.of("text", texts("abc")))));
    Path model = textModel();
    for (int at : new int[] {0, 9, 20, good.length - 1}) {
      byte[] bad = good.clone();
      bad[at] ^= 0x10;
      Files.deleteIfExists(model.resolve("hubstream-model.json"));
      assertThatThrownBy(() -> replay(model, bad))
          .as("byte %d", at)
          .isInstanceOf(ModelRefusedException.class)
          .hasMessageContaining("is damaged in record 1")
          .hasMessageContaining("checksum");
    }
    byte[] cut = java.util.Arrays.copyOf(good, good.length - 5);
    Files.delete(model.resolve("hubstream-model.json"));
    assertThatThrownBy(() -> replay(model, cut))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("is damaged in record 1");
    Files.delete(model.resolve("hubstream-model.json"));
    assertRefused(model, new byte[] {(byte) 0xff, 1, 2}, "is no PredictionLog");
  }

  @Test
  void shouldWriteTextsThatAnotherReaderUnderstands() throws Exception {
    Path model = textModel();
    ModelArtifact artifact = Models.pack(model, ManifestHints.NONE);
    List<List<ModelInput>> items =
        List.of(
            List.of(new ModelInput.Text("one"), new ModelInput.Text("zwei \u20ac")),
            List.of(new ModelInput.Text("three")));

    byte[] file = new WarmUpWriter(model, artifact.manifest()).write(items);

    List<PredictionLogSchema.Predict> read = PredictionLogSchema.read(file);
    assertThat(read).hasSize(2);
    assertThat(read.get(0).model()).isEqualTo("test-model");
    assertThat(read.get(0).signature()).isEqualTo("serving_default");
    assertThat(read.get(0).inputs()).isEqualTo(Map.of("text", texts("one", "zwei \u20ac")));
    Files.delete(model.resolve("hubstream-model.json"));
    assertThat(replay(model, file)).isEqualTo(2);
  }

  @Test
  void shouldWritePicturesThatAnotherReaderUnderstands() throws Exception {
    Path model = imageModel();
    ModelArtifact artifact = Models.pack(model, ManifestHints.NONE);
    float[] values = new float[SIZE * SIZE * 3];
    values[1] = 0.5f;

    byte[] file =
        new WarmUpWriter(model, artifact.manifest())
            .write(List.of(List.of(new ModelInput.ImageTensor(values))));

    TensorProto input = PredictionLogSchema.read(file).get(0).inputs().get("inputs");
    assertThat(input.getDtype()).isEqualTo(DataType.DT_FLOAT);
    assertThat(input.getTensorShape().getDimList())
        .extracting(d -> d.getSize())
        .containsExactly(1L, 4L, 4L, 3L);
    assertThat(
            input
                .getTensorContent()
                .asReadOnlyByteBuffer()
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .getFloat(4))
        .isEqualTo(0.5f);
    Files.delete(model.resolve("hubstream-model.json"));
    assertThat(replay(model, file)).isEqualTo(1);
  }

  @Test
  void shouldRefuseToWriteMoreThanAreReplayed() throws Exception {
    Path model = textModel();
    ModelArtifact artifact = Models.pack(model, ManifestHints.NONE);
    WarmUpWriter writer = new WarmUpWriter(model, artifact.manifest());

    assertThatThrownBy(
            () -> writer.write(Collections.nCopies(1_001, List.of(new ModelInput.Text("a")))))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("at most 1000");
  }
}
