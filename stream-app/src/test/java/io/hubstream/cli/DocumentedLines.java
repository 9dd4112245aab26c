package io.hubstream.cli;

import io.hubstream.testing.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The code blocks of the documentation: fenced ones, and lines that stand in by four spaces. */
final class DocumentedLines {
  private static final String FENCE = "```";

  /** A line of a code block; a line that was cut by a backslash is one. */
  record Line(Path file, int number, String text) {
    @Override
    public String toString() {
      return "%s:%d: %s".formatted(SharedFiles.buildRoot().relativize(file), number, text);
    }
  }

  /**
   * A code block.
   *
   * @param language what stands behind the fence; empty for none
   */
  record Block(String language, List<Line> lines) {
    Block {
      lines = List.copyOf(lines);
    }
  }

  private DocumentedLines() {}

  /** README.md, and all Markdown below docs and compose. */
  static List<Path> files() throws IOException {
    Path root = SharedFiles.buildRoot();
    List<Path> files = new ArrayList<>(List.of(root.resolve("README.md")));
    for (String folder : List.of("docs", "compose")) {
      try (Stream<Path> below = Files.walk(root.resolve(folder))) {
        below
            .filter(file -> file.toString().endsWith(".md"))
            .filter(file -> !root.relativize(file).toString().contains("target"))
            .sorted()
            .forEach(files::add);
      }
    }
    return files;
  }

  static List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    for (Path file : files()) {
      blocks.addAll(blocks(file, Files.readAllLines(file)));
    }
    return blocks;
  }

  static List<Block> blocks(Path file, List<String> text) {
    List<Block> blocks = new ArrayList<>();
    List<Line> indented = new ArrayList<>();
    Optional<String> fence = Optional.empty();
    List<Line> fenced = new ArrayList<>();
    for (int i = 0; i < text.size(); i++) {
      String line = text.get(i);
      if (line.strip().startsWith(FENCE)) {
        if (fence.isPresent()) {
          blocks.add(new Block(fence.get(), joined(fenced)));
          fenced.clear();
        }
        fence =
            fence.isPresent()
                ? Optional.empty()
                : Optional.of(line.strip().substring(FENCE.length()));
      } else if (fence.isPresent()) {
        fenced.add(new Line(file, i + 1, line));
      } else if (line.startsWith("    ")) {
        indented.add(new Line(file, i + 1, line));
      }
    }
    blocks.add(new Block("", joined(indented)));
    return blocks;
  }

  private static List<Line> joined(List<Line> lines) {
    List<Line> joined = new ArrayList<>();
    boolean goesOn = false;
    for (Line line : lines) {
      String text = line.text().strip();
      boolean cut = text.endsWith("\\");
      String own = cut ? text.substring(0, text.length() - 1).strip() : text;
      if (goesOn) {
        Line before = joined.remove(joined.size() - 1);
        joined.add(new Line(before.file(), before.number(), before.text() + " " + own));
      } else {
        joined.add(new Line(line.file(), line.number(), own));
      }
      goesOn = cut;
    }
    return joined;
  }
}
