package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.testing.TestModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
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
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** The offline gate lets models use what the service would let them use. */
class ModelGateOpsTest {
  @TempDir Path dir;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void shouldRefuseWhatTheServiceDenies() throws IOException {
    String plain = packaged(TestModels.text(dir.resolve("plain/1"), 3, 8, 1));
    String settings = settings("models.ops.deny = Softmax");

    assertThat(run("model", "gate", plain)).isZero();
    assertThat(run("model", "gate", plain, "-c", settings)).isEqualTo(1);
    assertThat(err.toString()).contains("operation 'Softmax'", "not allowed");
    assertThat(run("model", "gate", plain, "--deny-op", "Softmax")).isEqualTo(1);
    assertThat(run("model", "gate", plain, "--set", "models.ops.deny=Softmax")).isEqualTo(1);
  }

  @Test
  void shouldTakeWhatTheServiceAllows() throws IOException {
    String reading = packaged(reading(dir.resolve("reading/1")), "--allow-op", "ReadFile");
    String settings = settings("models.ops.allow = ReadFile");

    assertThat(run("model", "gate", reading)).isEqualTo(1);
    assertThat(err.toString()).contains("operation 'ReadFile'", "not allowed");
    assertThat(run("model", "gate", reading, "-c", settings)).as("%s", err).isZero();
    assertThat(run("model", "gate", reading, "--allow-op", "ReadFile")).isZero();
    assertThat(run("model", "gate", reading, "-c", settings, "--deny-op", "ReadFile"))
        .as("what an option denies goes before what the settings allow")
        .isEqualTo(1);
  }

  @Test
  void shouldLoadTheLibrariesOfTheService() throws IOException {
    String plain = packaged(TestModels.text(dir.resolve("plain/1"), 3, 8, 1));
    Path bogus = Files.writeString(dir.resolve("bogus.so"), "no library");

    assertThat(run("model", "gate", plain, "-c", settings("models.op.libraries = " + bogus)))
        .isEqualTo(1);
    assertThat(err.toString()).contains("bogus.so", "cannot be loaded");
  }

  @Test
  void shouldGiveUpALoadThatTheServiceWouldNotWaitFor() throws IOException {
    String plain = packaged(TestModels.text(dir.resolve("plain/1"), 3, 8, 1));

    assertThat(run("model", "gate", plain, "--set", "model.load.timeout.ms=1")).isEqualTo(1);
    assertThat(err.toString())
        .contains("the load did not end within 1 ms", "model.load.timeout.ms is too short");
  }

  @Test
  void shouldMeasureAsTheServiceDoes() throws IOException {
    String plain = packaged(TestModels.text(dir.resolve("plain/1"), 3, 8, 1));
    String settings =
        settings("batch.max.size = 4\nbatch.allowed.sizes = 1,4\ngate.latency.budget.ms = 60000");

    assertThat(run("model", "gate", plain, "--json", "-c", settings)).as("%s", err).isZero();
    assertThat(out.toString()).contains("\"rows\":4", "\"latencyBudgetMs\":60000");
  }

  private String settings(String lines) throws IOException {
    return Files.writeString(
            dir.resolve("service.properties"), "bootstrap.servers = localhost:1\n" + lines + "\n")
        .toString();
  }

  private String packaged(Path folder, String... options) {
    String[] words = {"model", "package", folder.toString()};
    String[] all = new String[words.length + options.length];
    System.arraycopy(words, 0, all, 0, words.length);
    System.arraycopy(options, 0, all, words.length, options.length);
    assertThat(run(all)).as("%s", err).isZero();
    return folder.toString();
  }

  /** A text model that reads a file of the machine whenever it runs. */
  private static Path reading(Path folder) throws IOException {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Placeholder<TString> text =
          tf.withName("text").placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
      Operand<TString> read = tf.io.readFile(tf.constant("/dev/null"));
      Operand<TString> both = tf.strings.join(List.of(text, read));
      Operand<TFloat32> hash =
          tf.dtypes.cast(tf.strings.toHashBucketFast(both, 997L), TFloat32.class);
      Operand<TFloat32> embedding =
          tf.linalg.matMul(
              tf.expandDims(hash, tf.constant(1)), tf.constant(new float[][] {{1f, 2f, 3f}}));
      TestModels.write(
          folder,
          graph,
          Map.of(
              "serving_default",
              new TestModels.Ports(Map.of("text", text), Map.of("embedding", embedding))));
    }
    return folder;
  }

  private int run(String... args) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }
}
