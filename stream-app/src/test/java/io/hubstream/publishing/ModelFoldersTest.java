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

  @Test
  void shouldFollowLinksToModelsVersionsAndFiles() throws Exception {
    // Given: a model, a version and a file that lie elsewhere
    Path elsewhere = dir.resolve("elsewhere");
    TestModels.text(elsewhere.resolve("abc/1"), 3, 8, 1);
    TestModels.text(elsewhere.resolve("def"), 3, 8, 2);
    TestModels.text(elsewhere.resolve("ghi"), 3, 8, 3);
    Path models = Files.createDirectories(dir.resolve("models"));
    Files.createSymbolicLink(models.resolve("linked"), elsewhere.resolve("abc"));
    Path versions = Files.createDirectories(models.resolve("versions"));
    Files.createSymbolicLink(versions.resolve("7"), elsewhere.resolve("def"));
    Path files = Files.createDirectories(models.resolve("files"));
    Files.createSymbolicLink(
        files.resolve("saved_model.pb"), elsewhere.resolve("ghi/saved_model.pb"));
    ModelFolders folders = new ModelFolders(dir.resolve("work"), "a test", line -> {});

    // When
    folders.addFolder(models);

    // Then
    assertThat(folders.refused()).isEmpty();
    assertThat(folders.models())
        .extracting(model -> model.latest().version().model() + model.latest().version().version())
        .containsExactly("files1", "linked1", "versions7");
  }

  @Test
  void shouldRefuseAModelWithALinkThatLeadsNowhereOrBack() throws Exception {
    Path models = dir.resolve("models");
    TestModels.text(models.resolve("nowhere"), 3, 8, 1);
    Files.createSymbolicLink(models.resolve("nowhere/assets"), dir.resolve("absent"));
    TestModels.text(models.resolve("back"), 3, 8, 1);
    Files.createSymbolicLink(models.resolve("back/assets"), models.resolve("back"));
    TestModels.text(models.resolve("good"), 3, 8, 1);
    ModelFolders folders = new ModelFolders(dir.resolve("work"), "a test", line -> {});

    folders.addFolder(models);

    assertThat(folders.models()).hasSize(1);
    assertThat(folders.refused())
        .extracting(RefusedModel::model)
        .containsExactly("back", "nowhere");
    assertThat(folders.refused().get(0).reason()).contains("a link may lead back");
    assertThat(folders.refused().get(1).reason()).contains("leads nowhere");
  }
}
