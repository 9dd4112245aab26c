package io.hubstream.artifacts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.content.ImagePreprocessing;
import io.hubstream.serving.GoldenSample;
import io.hubstream.serving.ModelManifest;
import io.hubstream.serving.ModelManifest.FileEntry;
import io.hubstream.serving.ModelOutput;
import io.hubstream.serving.ModelRefusedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GoldenManifestTest {
  private static final float[] EMBEDDING = {1, -0.5f, 1e-7f, 3.4028235e38f};
  private static final float[] SCORES = {0.9f, 0.1f};

  private static ModelManifest manifest(GoldenSample... golden) {
    return new ModelManifest(
        "pets",
        "1",
        List.of("serve"),
        new ModelManifest.Input("float32", new ImagePreprocessing(4, 4, 3, 0, 1)),
        Optional.empty(),
        Optional.empty(),
        "me",
        new ModelManifest.Lineage("here", "", ""),
        Instant.EPOCH,
        List.of(new FileEntry("assets.extra/golden/cat.jpg", 3, "0".repeat(64))),
        List.of(golden));
  }

  private static GoldenSample sample(String file) {
    return new GoldenSample(
        file,
        "image/jpeg",
        0.02,
        new ModelOutput(Optional.of(EMBEDDING), Optional.of(SCORES)),
        Optional.of("cat"));
  }

  private static String written(GoldenSample... golden) {
    return new String(ManifestJson.write(manifest(golden)), UTF_8);
  }

  private static ModelManifest read(String json) throws ModelRefusedException {
    return ManifestJson.read(json.getBytes(UTF_8));
  }

  @Test
  void shouldKeepEveryValueAndEveryByteWhenWrittenAndRead() throws Exception {
    String json = written(sample("assets.extra/golden/cat.jpg"));
    ModelManifest back = read(json);

    GoldenSample golden = back.golden().get(0);
    assertThat(golden.file()).isEqualTo("assets.extra/golden/cat.jpg");
    assertThat(golden.tolerance()).isEqualTo(0.02);
    assertThat(golden.topLabel()).contains("cat");
    assertThat(golden.expected().embedding().orElseThrow()).isEqualTo(EMBEDDING);
    assertThat(golden.expected().scores().orElseThrow()).isEqualTo(SCORES);
    assertThat(new String(ManifestJson.write(back), UTF_8)).isEqualTo(json);
    assertThat(json).contains("\"format\" : 2", "\"scores\" : [0.9, 0.1]");
  }

  @Test
  void shouldStayInTheOldFormatWhenThereAreNoGoldenSamples() throws Exception {
    String json = written();

    assertThat(json).contains("\"format\" : 1").doesNotContain("golden\"");
    assertThat(read(json).golden()).isEmpty();
  }

  @Test
  void shouldNameTheFormatWhenItIsNewerThanKnown() {
    assertThatThrownBy(() -> read(written().replace("\"format\" : 1", "\"format\" : 3")))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(
            "hubstream-model.json: format is 3, but this release reads 1 to 2: the version was packaged by a newer release");
  }

  @Test
  void shouldRefuseASampleThatIsNoFileOfTheFolder() {
    assertThatThrownBy(() -> read(written(sample("assets.extra/golden/dog.jpg"))))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("golden[0].file names 'assets.extra/golden/dog.jpg'");
  }

  @Test
  void shouldRefuseASampleThatMakesNoSense() {
    String json = written(sample("assets.extra/golden/cat.jpg"));

    assertThatThrownBy(() -> read(json.replace("0.02", "2.5")))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("a tolerance is from 0 to 1, not 2.5");
    assertThatThrownBy(
            () -> read(json.replace("\"embedding\"", "\"e\"").replace("\"scores\"", "\"s\"")))
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining("nothing is expected of");
  }
}
