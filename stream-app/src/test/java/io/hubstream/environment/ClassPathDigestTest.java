package io.hubstream.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassPathDigestTest {
  @TempDir Path dir;

  private Path write(String path, String text) throws IOException {
    Path file = dir.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static String digest(Path... entries) throws IOException {
    String classPath = "";
    for (Path entry : entries) {
      classPath += (classPath.isEmpty() ? "" : File.pathSeparator) + entry;
    }
    return ClassPathDigest.of(classPath);
  }

  @Test
  void shouldDependOnWhatTheJarsHoldAndNotOnWhereTheyLie() throws IOException {
    Path one = write("here/one.jar", "1");
    Path two = write("here/two.jar", "2");

    String digest = digest(one, two);

    assertThat(digest).matches("sha256:[0-9a-f]{64}");
    assertThat(digest(write("there/two.jar", "2"), write("other/one.jar", "1"))).isEqualTo(digest);
    assertThat(digest(one, write("changed/two.jar", "3"))).isNotEqualTo(digest);
    assertThat(digest(one, write("renamed/three.jar", "2"))).isNotEqualTo(digest);
    assertThat(digest(one)).isNotEqualTo(digest);
  }

  @Test
  void shouldLookIntoFoldersAndPassOverWhatIsNotThere() throws IOException {
    write("classes/io/A.class", "a");
    Path classes = dir.resolve("classes");
    String digest = digest(classes, dir.resolve("none.jar"));

    write("classes/io/A.class", "b");

    assertThat(digest(classes)).isNotEqualTo(digest);
    write("classes/io/A.class", "a");
    assertThat(digest(classes)).isEqualTo(digest);
  }
}
