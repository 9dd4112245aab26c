package io.hubstream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands share: help, verbosity, and where they print. */
@Command
public abstract class BaseCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Option(
      names = {"-X", "--verbose"},
      description = "On failure, print where it came from.")
  private boolean verbose;

  /** Whether failures are shown with their stack trace. */
  boolean verbose() {
    return verbose;
  }

  /** For what was asked for. */
  protected final PrintWriter out() {
    return spec.commandLine().getOut();
  }

  /** For progress and messages. */
  protected final PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** A new JSON object. */
  protected static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** JSON on one line. */
  protected static String compact(JsonNode json) {
    try {
      return JSON.writeValueAsString(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree can always be written", e);
    }
  }
}
