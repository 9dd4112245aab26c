package io.hubstream.bench.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What a child had to say, in a file. */
record ProcessLog(Path file) {
  private static final int TAIL_LINES = 25;

  /** A failure of a child, with the end of its log. */
  ChildFailedException failed(String name, String what) {
    return new ChildFailedException(
        "the process '%s' %s. The end of its log, %s:%n%s".formatted(name, what, file, tail()));
  }

  private String tail() {
    try {
      List<String> all = Files.readAllLines(file, StandardCharsets.UTF_8);
      List<String> last = all.subList(Math.max(0, all.size() - TAIL_LINES), all.size());
      return "  " + String.join(System.lineSeparator() + "  ", last);
    } catch (IOException e) {
      return "  (it cannot be read: " + e.getMessage() + ")";
    }
  }
}
