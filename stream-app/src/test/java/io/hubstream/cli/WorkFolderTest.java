package io.hubstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {
  @TempDir Path parent;

  @Test
  void shouldBeDeletedWithEverythingInItAtClose() throws IOException {
    Path path;
    try (WorkFolder folder = WorkFolder.in(parent)) {
      path = folder.path();
      Files.createDirectories(path.resolve("a/b"));
      Files.writeString(path.resolve("a/b/file"), "text");
    }

    assertThat(path).doesNotExist();
  }

  @Test
  void shouldStayWhenItIsToBeKept() throws IOException {
    Path path;
    try (WorkFolder folder = WorkFolder.in(parent)) {
      folder.keep();
      path = folder.path();
    }

    WorkFolder.in(parent).close();
    assertThat(path).exists();
  }

  @Test
  void shouldDeleteWhatAKilledRunLeftAndNothingElse() throws IOException {
    // Given
    Path abandoned = Files.createDirectories(parent.resolve("run-abandoned"));
    Files.createFile(abandoned.resolve(".lock"));
    Path strange = Files.createDirectories(parent.resolve("run-of-somebody-else"));

    // When
    try (WorkFolder living = WorkFolder.in(parent);
        WorkFolder other = WorkFolder.in(parent)) {
      // Then
      assertThat(abandoned).doesNotExist();
      assertThat(strange).exists();
      assertThat(living.path()).exists();
      assertThat(other.path()).exists();
    }
  }
}
