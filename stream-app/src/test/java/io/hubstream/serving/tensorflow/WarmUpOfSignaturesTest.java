package io.hubstream.serving.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelArtifact;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.Servable;
import io.hubstream.serving.WarmUp;
import io.hubstream.testing.TestModels;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.ReduceAll;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Embedding and classification in two signatures, of which one fails for large batches. */
class WarmUpOfSignaturesTest {
  private static final int LARGEST = 4;

  @TempDir Path temp;

  /** Both signatures take their own input; that named last fails above four rows. */
  private Path model(String failing) throws Exception {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> embedding = head(tf, "features", 6, failing.equals("embed"));
      Operand<TFloat32> logits = head(tf, "pixels", 3, failing.equals("serving_default"));
      TestModels.write(
          temp,
          graph,
          Map.of(
              "embed",
              new TestModels.Ports(
                  Map.of("inputs", graph.operation("features").output(0)),
                  Map.of("embedding", embedding)),
              "serving_default",
              new TestModels.Ports(
                  Map.of("inputs", graph.operation("pixels").output(0)),
                  Map.of("logits", logits))));
    }
    return temp;
  }

  private static Operand<TFloat32> head(Ops tf, String name, int width, boolean failing) {
    Placeholder<TFloat32> inputs =
        tf.withName(name).placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 4, 4, 3)));
    Operand<TInt32> rows = tf.shape.size(inputs, tf.constant(0));
    Operand<TBool> few =
        tf.math.lessEqual(rows, tf.constant(failing ? LARGEST : Integer.MAX_VALUE));
    var check =
        tf.assertThat(
            tf.reduceAll(few, tf.array(0), new ReduceAll.Options[0]),
            List.of(tf.constant("too many rows")));
    Operand<TFloat32> checked = tf.withControlDependencies(check).identity(inputs);
    float[][] weights = new float[3][width];
    weights[0][0] = 1;
    return tf.linalg.matMul(tf.math.mean(checked, tf.array(1, 2)), tf.constant(weights));
  }

  private void warmUp(List<Integer> sizes) throws Exception {
    ModelArtifact artifact = Models.pack(temp, ManifestHints.NONE);
    assertThat(artifact.manifest().embedding().orElseThrow().port().signature()).isEqualTo("embed");
    assertThat(artifact.manifest().classification().orElseThrow().port().signature())
        .isEqualTo("serving_default");
    try (Servable servable = Models.LOADER.load(artifact)) {
      WarmUp.run(servable, sizes);
    }
  }

  @Test
  void shouldPassWhenBothSignaturesTakeEverySize() throws Exception {
    model("none");

    warmUp(List.of(1, 4, 8));
  }

  @Test
  void shouldRefuseWhenTheSignatureOfTheEmbeddingFailsAtOneSize() throws Exception {
    model("embed");

    assertThatThrownBy(() -> warmUp(List.of(1, 4, 8)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("batch of 8", "too many rows");
  }

  @Test
  void shouldRefuseWhenTheSignatureOfTheClassesFailsAtOneSize() throws Exception {
    model("serving_default");

    assertThatThrownBy(() -> warmUp(List.of(1, 4, 8)))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("batch of 8", "too many rows");
  }

  @Test
  void shouldWriteARequestForEachSignature() throws Exception {
    ModelArtifact artifact = Models.pack(model("none"), ManifestHints.NONE);

    byte[] file =
        new WarmUpWriter(temp, artifact.manifest())
            .write(
                List.of(List.of(new io.hubstream.content.ModelInput.ImageTensor(new float[48]))));

    assertThat(PredictionLogSchema.read(file))
        .extracting(PredictionLogSchema.Predict::signature)
        .containsExactly("embed", "serving_default");
  }
}
