package io.hubstream.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Runs the commands of a file, one a line, in a process with an environment of its own. */
public final class ScriptedCommands {
  /** Stands between the words of a command. */
  static final String WORD = "\t";

  /** Ends what a command printed; its exit code comes after it. */
  static final String ENDED = "-- exit ";

  private ScriptedCommands() {}

  public static void main(String[] args) throws IOException {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    for (String line : Files.readAllLines(Path.of(args[0]))) {
      int code = Main.run(out, out, line.split(WORD));
      out.println(ENDED + code);
    }
    out.flush();
    System.exit(0);
  }
}
