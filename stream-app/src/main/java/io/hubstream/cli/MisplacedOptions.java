package io.hubstream.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Refuses options that stand before a subcommand: they belong to the command above it, which does
 * not run, so that nobody would look at them.
 */
final class MisplacedOptions {
  private MisplacedOptions() {}

  /** Runs the last command of the line, unless one before it was given options. */
  static int execute(ParseResult parsed) {
    for (ParseResult at = parsed; at.hasSubcommand(); at = at.subcommand()) {
      require(at, at.subcommand().commandSpec());
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static void require(ParseResult above, CommandSpec below) {
    List<String> misplaced =
        above.matchedOptions().stream()
            .filter(option -> !option.usageHelp() && !option.versionHelp())
            .map(OptionSpec::longestName)
            .distinct()
            .toList();
    if (!misplaced.isEmpty()) {
      throw new ParameterException(
          below.commandLine(),
          "%s before '%s' would have no effect: options stand after the last command, as in '%s %s'"
              .formatted(
                  String.join(", ", misplaced),
                  below.name(),
                  below.qualifiedName(),
                  misplaced.get(0)));
    }
  }

  /** What to say when a command that only holds others does not know an option. */
  static void explain(ParameterException failure) {
    CommandSpec command = failure.getCommandLine().getCommandSpec();
    if (failure instanceof CommandLine.UnmatchedArgumentException unmatched
        && unmatched.isUnknownOption()
        && !command.subcommands().isEmpty()) {
      failure
          .getCommandLine()
          .getErr()
          .printf(
              "Options of a subcommand stand after it, as in '%s COMMAND %s'.%n",
              command.qualifiedName(), unmatched.getUnmatched().get(0));
    }
  }
}
