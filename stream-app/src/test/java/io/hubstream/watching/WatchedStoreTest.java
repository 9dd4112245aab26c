package io.hubstream.watching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubstream.artifacts.ModelPackager;
import io.hubstream.importing.ModelLimits;
import io.hubstream.serving.ManifestHints;
import io.hubstream.serving.ModelRefusedException;
import io.hubstream.serving.tensorflow.SavedModelInspector;
import io.hubstream.serving.tensorflow.TensorFlowLoader;
import io.hubstream.serving.tensorflow.TensorFlowSettings;
import io.hubstream.testing.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real model with variables: a copy that stopped in the middle looks still, and is not whole. */
class WatchedStoreTest {
  @TempDir Path dir;

  private Path folder;
  private WatchedStore store;

  @BeforeEach
  void start() throws IOException {
    folder = SharedFiles.copy(SharedFiles.model("cifar10_resnet8"), dir.resolve("base/pictures/7"));
    store =
        new WatchedStore(
            dir.resolve("store"),
            Files.createDirectories(dir.resolve("work")),
            new ModelPackager(new SavedModelInspector()),
            new TensorFlowLoader(TensorFlowSettings.DEFAULT),
            new WatchedStore.Saying("ada", ManifestHints.NONE, ModelLimits.DEFAULT));
  }

  private void add() throws Exception {
    store.add(new FoundVersion("pictures", "7", 7, folder), Listing.of(folder));
  }

  private Path data() {
    return folder.resolve("variables/variables.data-00000-of-00001");
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(this::add)
        .isInstanceOf(ModelRefusedException.class)
        .hasMessageContaining(reason);
    assertThat(dir.resolve("store/pictures")).doesNotExist();
  }

  @Test
  void shouldPublishAWholeModel() throws Exception {
    add();

    assertThat(dir.resolve("store/pictures/7/hubstream-model.json")).exists();
  }

  @Test
  void shouldRefuseWhenTheVariablesHaveNotArrived() throws Exception {
    Files.delete(data());
    Files.delete(folder.resolve("variables/variables.index"));

    assertRefused("variables/variables.index is missing");
  }

  @Test
  void shouldRefuseWhenTheVariablesAreCutShort() throws Exception {
    byte[] whole = Files.readAllBytes(data());
    Files.write(data(), Arrays.copyOf(whole, whole.length / 2));

    assertRefused("TensorFlow cannot load it");
  }

  @Test
  void shouldRefuseWhenTheVariablesHaveTheirSizeAndNotTheirBytes() throws Exception {
    byte[] whole = Files.readAllBytes(data());
    Arrays.fill(whole, whole.length / 2, whole.length, (byte) 0);
    Files.write(data(), whole);

    assertRefused("TensorFlow cannot load it");
  }

  @Test
  void shouldNotPublishWhatHasChangedSinceTheLook() throws Exception {
    FoundVersion found = new FoundVersion("pictures", "7", 7, folder);
    Listing before = Listing.of(folder);
    Files.writeString(folder.resolve("variables/variables.data-00001-of-00002"), "more");

    assertThatThrownBy(() -> store.add(found, before)).isInstanceOf(StillChangingException.class);
    assertThat(dir.resolve("store/pictures")).doesNotExist();
  }
}
