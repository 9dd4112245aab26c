package io.hubstream.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.starter.languages.Language;
import io.hubstream.starter.scenes.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterContentTest {

  @Test
  void shouldShowEverySceneAndFormatInTheDefaultContent(@TempDir Path folder) throws IOException {
    List<Path> files = StarterContent.write(folder, 1, StarterContent.DEFAULT_COUNT);

    assertThat(files).hasSize(StarterContent.DEFAULT_COUNT).doesNotHaveDuplicates();
    Set<String> kinds = new HashSet<>();
    Set<String> endings = new HashSet<>();
    for (Path file : files) {
      String name = file.getFileName().toString();
      kinds.add(name.replaceFirst("-\\d+\\..*", ""));
      endings.add(name.replaceFirst(".*\\.", ""));
    }
    assertThat(kinds).containsAll(Scene.labels());
    assertThat(kinds).hasSizeGreaterThan(Scene.labels().size() + 20);
    assertThat(endings).containsExactlyInAnyOrder("jpg", "png", "bmp", "gif", "txt", "md", "html");
  }

  @Test
  void shouldWriteReadablePicturesAndNamedLanguages(@TempDir Path folder) throws IOException {
    for (Path file : StarterContent.write(folder, 2, 20)) {
      String name = file.getFileName().toString();
      if (name.matches(".*\\.(txt|md|html)")) {
        assertThat(Language.known()).contains(name.replaceFirst("-.*", ""));
        assertThat(Files.readString(file).length()).isBetween(200, 8000);
      } else {
        assertThat(ImageIO.read(file.toFile()).getWidth()).isGreaterThan(200);
      }
    }
  }

  @Test
  void shouldWriteTheSameContentForTheSameSeedAlone(
      @TempDir Path one, @TempDir Path two, @TempDir Path other) throws IOException {
    List<Path> first = StarterContent.write(one, 3, 5);
    List<Path> again = StarterContent.write(two, 3, 5);
    List<Path> different = StarterContent.write(other, 4, 5);

    for (int i = 0; i < first.size(); i++) {
      assertThat(again.get(i)).hasSameBinaryContentAs(first.get(i));
      assertThat(Files.readAllBytes(different.get(i)))
          .isNotEqualTo(Files.readAllBytes(first.get(i)));
    }
  }
}
