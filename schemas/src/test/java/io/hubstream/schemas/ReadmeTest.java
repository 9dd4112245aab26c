package io.hubstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The README shows the producer and the consumer that are compiled and tested here. */
class ReadmeTest {

  @ParameterizedTest
  @ValueSource(strings = {"produce", "consume"})
  void shouldShowTheExampleThatIsTested(String tag) throws IOException {
    // Given
    Path module = Path.of("").toAbsolutePath();
    Path source = module.resolve("src/test/java/io/hubstream/schemas/ClientExample.java");
    String example =
        between(Files.readString(source), "// tag::" + tag + "[]\n", "  // end::" + tag);

    // When
    String readme = Files.readString(module.resolveSibling("README.md"));

    // Then
    assertThat(readme).contains("```java\n" + example.stripTrailing().stripIndent() + "\n```");
  }

  private static String between(String text, String begin, String end) {
    return text.substring(text.indexOf(begin) + begin.length(), text.indexOf(end));
  }
}
