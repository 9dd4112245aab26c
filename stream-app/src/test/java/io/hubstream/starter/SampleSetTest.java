package io.hubstream.starter;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleSetTest {
  @TempDir Path dir;

  @Test
  void shouldWriteTheSameFilesForTheSameSeed() throws IOException {
    SampleSet.SMALL_PICTURES.write(dir.resolve("one"), 5);
    SampleSet.SMALL_PICTURES.write(dir.resolve("same"), 5);
    SampleSet.SMALL_PICTURES.write(dir.resolve("other"), 6);

    assertThat(digests("same")).isEqualTo(digests("one"));
    assertThat(digests("other")).isNotEqualTo(digests("one")).hasSameSizeAs(digests("one"));
  }

  @Test
  void shouldPaintSmallPicturesOfTwoSizesInTwoFormatsAlike() throws IOException {
    SampleSet.SMALL_PICTURES.write(dir, 1);

    Map<String, Integer> kinds = new TreeMap<>();
    for (Path file : files(dir)) {
      BufferedImage picture = ImageIO.read(file.toFile());
      String name = file.toString();
      kinds.merge(
          picture.getWidth() + "x" + picture.getHeight() + name.substring(name.lastIndexOf('.')),
          1,
          Integer::sum);
    }
    assertThat(kinds)
        .isEqualTo(Map.of("32x32.jpg", 24, "32x32.png", 24, "96x96.jpg", 24, "96x96.png", 24));
  }

  @Test
  void shouldWriteTextsBetweenOneAndThirtyKilobytes() throws IOException {
    SampleSet.TEXT.write(dir, 1);

    for (Path file : files(dir)) {
      assertThat(Files.size(file)).as(file.toString()).isBetween(990L, 30_000L);
      assertThat(Files.readString(file, StandardCharsets.UTF_8)).doesNotContain("\uFFFD");
    }
    assertThat(files(dir)).anySatisfy(file -> assertThat(Files.size(file)).isLessThan(2_000));
    assertThat(files(dir)).anySatisfy(file -> assertThat(Files.size(file)).isGreaterThan(15_000));
  }

  private Map<String, Integer> digests(String folder) throws IOException {
    Map<String, Integer> digests = new TreeMap<>();
    for (Path file : files(dir.resolve(folder))) {
      digests.put(String.valueOf(file.getFileName()), Arrays.hashCode(Files.readAllBytes(file)));
    }
    return digests;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.sorted().toList();
    }
  }
}
