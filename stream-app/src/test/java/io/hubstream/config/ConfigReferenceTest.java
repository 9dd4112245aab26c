package io.hubstream.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Guards the README's table of settings against going stale. */
class ConfigReferenceTest {
  private static final String BEGIN = "<!-- settings: generated -->\n";
  private static final String END = "<!-- settings: end -->";

  @Test
  void shouldStandInTheReadmeAsItIsGenerated() throws IOException {
    // Given
    Path readme = readme();
    String text = Files.readString(readme);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    assertThat(begin).as("README.md holds the markers").isBetween(BEGIN.length(), end);

    // When
    String generated = "\n" + ConfigReference.markdown() + "\n";
    if (Boolean.getBoolean("hubstream.docs.update")) {
      Files.writeString(readme, text.substring(0, begin) + generated + text.substring(end));
      return;
    }

    // Then
    assertThat(text.substring(begin, end))
        .as("settings in README.md; rewrite them with -Dhubstream.docs.update=true")
        .isEqualTo(generated);
  }

  @Test
  void shouldDocumentEverySetting() {
    assertThat(ConfigReference.entries())
        .allSatisfy(
            entry -> {
              assertThat(entry.doc()).as(entry.key()).endsWith(".");
              assertThat(entry.key()).matches("[a-z<>.*-]+");
            });
    assertThat(ConfigReference.entries())
        .filteredOn(entry -> entry.defaultValue().isEmpty())
        .extracting(ConfigReference.Entry::key)
        .containsExactly("bootstrap.servers");
  }

  private static Path readme() {
    Path here = Path.of("").toAbsolutePath();
    Path module = here.resolve("README.md");
    return Files.exists(module) ? module : here.resolveSibling("README.md");
  }
}
