package io.hubstream.cli;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.hubstream.cli.DocumentedLines.Block;
import io.hubstream.cli.DocumentedLines.Line;
import io.hubstream.testing.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the documentation tells people to type and to set is what there is. */
class DocumentationTest {
  private static final Path SOME_FILE = SharedFiles.buildRoot().resolve("README.md");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s:]+)(?:#[^)]*)?\\)");
  private static final Pattern INLINE = Pattern.compile("`(?:\\./)?(hubstream [a-z][^`]*)`");

  @Test
  void shouldNameOnlyCommandsAndOptionsThatThereAre() throws IOException {
    // When
    List<String> wrong = new ArrayList<>();
    int commands = 0;
    for (Block block : DocumentedLines.blocks()) {
      for (Line line : block.lines()) {
        Optional<List<String>> arguments = ShellWords.arguments(line.text());
        if (arguments.isPresent()) {
          commands++;
          failure(arguments.get()).ifPresent(reason -> wrong.add(line + "\n    " + reason));
        }
      }
    }

    // Then
    assertThat(commands).isGreaterThan(50);
    assertThat(wrong).isEmpty();
  }

  /** In running text a command may leave out what it must be given. */
  @Test
  void shouldNameOnlyCommandsThatThereAreInRunningText() throws IOException {
    // When
    List<String> wrong = new ArrayList<>();
    int commands = 0;
    for (Path file : DocumentedLines.files()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        Matcher matcher = INLINE.matcher(lines.get(i));
        while (matcher.find()) {
          commands++;
          Line line = new Line(file, i + 1, matcher.group(1));
          List<String> arguments = ShellWords.arguments(line.text()).orElseThrow();
          failure(arguments)
              .filter(reason -> !reason.startsWith("Missing"))
              .filter(reason -> !reason.startsWith("Expected parameter"))
              .ifPresent(reason -> wrong.add(line + "\n    " + reason));
        }
      }
    }

    // Then
    assertThat(commands).isGreaterThan(10);
    assertThat(wrong).isEmpty();
  }

  @Test
  void shouldNameOnlySettingsThatThereAre() throws IOException {
    // When
    List<String> wrong = new ArrayList<>();
    int blocks = 0;
    for (Block block : DocumentedLines.blocks()) {
      if (block.language().equals("properties")) {
        blocks++;
        wrong.addAll(SettingsBlock.of(block).problems());
      }
    }

    // Then
    assertThat(blocks).isPositive();
    assertThat(wrong).isEmpty();
  }

  @Test
  void shouldLinkOnlyToFilesThatThereAre() throws IOException {
    // When
    List<String> wrong = new ArrayList<>();
    for (Path file : DocumentedLines.files()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        Matcher matcher = LINK.matcher(lines.get(i));
        while (matcher.find()) {
          if (!Files.exists(file.resolveSibling(matcher.group(1)))) {
            wrong.add(new Line(file, i + 1, matcher.group(1)).toString());
          }
        }
      }
    }

    // Then
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hubstream modle inspect DIR                       | Unmatched
          hubstream run -c FILE --confg FILE                | Unknown option
          A=b ./hubstream publish -c FILE                   | Missing
          kubectl exec hubstream-0 -- hubstream doctor --x  | Unknown option
          docker compose exec service hubstream run --x     | Unknown option
          """)
  void shouldFindWhatIsWrong(String line, String reason) {
    assertThat(failure(ShellWords.arguments(line).orElseThrow()).orElseThrow()).contains(reason);
  }

  @Test
  void shouldReadCommandsAsTheyAreWritten() {
    // Given
    List<String> text =
        List.of(
            "```sh", "hubstream publish -c FILE \\", "  'a b' | tee x # c", "```", "hubstream x");

    // When
    List<Block> blocks = DocumentedLines.blocks(SOME_FILE, text);

    // Then
    assertThat(blocks.get(0).lines())
        .containsExactly(new Line(SOME_FILE, 2, "hubstream publish -c FILE 'a b' | tee x # c"));
    assertThat(ShellWords.arguments(blocks.get(0).lines().get(0).text()))
        .contains(List.of("publish", "-c", "FILE", "a b"));
    assertThat(ShellWords.arguments("hubstream doctor      what this machine has"))
        .contains(List.of("doctor"));
    assertThat(ShellWords.arguments("docker build -t hubstream:cpu .")).isEmpty();
  }

  @Test
  void shouldFindSettingsThatAreWrong() {
    // Given
    List<Line> lines =
        List.of(
            new Line(SOME_FILE, 1, "strem.threads = 2"),
            new Line(SOME_FILE, 2, "stream.threads = 2     # two"),
            new Line(SOME_FILE, 3, "kafka.sasl.jaas.config = ${env:NONE}"),
            new Line(SOME_FILE, 4, "# comment.out = 3"));

    // When
    SettingsBlock block = SettingsBlock.of(new Block("properties", lines));

    // Then
    assertThat(block.settings())
        .containsOnly(
            entry("strem.threads", "2"),
            entry("stream.threads", "2     # two"),
            entry("kafka.sasl.jaas.config", "${env:NONE}"));
    assertThat(block.problems())
        .hasSize(2)
        .anySatisfy(problem -> assertThat(problem).contains(":1:", "did you mean stream.threads"))
        .anySatisfy(problem -> assertThat(problem).contains(":2:", "whole number"));
  }

  private static Optional<String> failure(List<String> arguments) {
    try {
      Main.commandLine().parseArgs(arguments.toArray(String[]::new));
      return Optional.empty();
    } catch (CommandLine.ParameterException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
