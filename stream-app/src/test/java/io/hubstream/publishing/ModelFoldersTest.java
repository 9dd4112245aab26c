package io.hubstream.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.serving.DesiredVersion;
import io.hubstream.testing.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFoldersTest {
  @TempDir Path dir;

  @Test
  void shouldPublishTheSameModelUnderAnotherVersionAndDigest() throws Exception {
    // Given
    TestModels.text(dir.resolve("models/language/1"), 3, 8, 1);
    ModelFolders folders = new ModelFolders(dir.resolve("work"), "a test", line -> {});
    folders.addFolder(dir.resolve("models"));
    DesiredVersion original = folders.models().get(0).latest();

    // When: by another one with the same folder
    ModelFolders later = new ModelFolders(dir.resolve("work"), "a test", line -> {});
    DesiredVersion twin = later.addTwin(original);

    // Then
    assertThat(twin.version().model()).isEqualTo("language");
    assertThat(twin.version().version()).isEqualTo("1-again");
    assertThat(twin.version().digest()).isNotEqualTo(original.version().digest());
    assertThat(Path.of(twin.artifactUri()).resolve("saved_model.pb"))
        .hasSameBinaryContentAs(dir.resolve("models/language/1/saved_model.pb"));
    assertThat(Files.exists(dir.resolve("models/language/1-again"))).isFalse();
  }
}
