package io.hubstream.cli;

import java.util.List;
import java.util.stream.Stream;
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

  /** Adds where options stand to a failure that comes of their standing elsewhere. */
  static void explain(ParameterException failure, String[] args) {
    CommandSpec command = failure.getCommandLine().getCommandSpec();
    if (failure instanceof CommandLine.UnmatchedArgumentException unmatched
        && unmatched.isUnknownOption()
        && !command.subcommands().isEmpty()) {
      say(failure, command.qualifiedName() + " COMMAND", unmatched.getUnmatched().get(0));
    } else if (failure instanceof CommandLine.MissingParameterException) {
      // What is missing hides that something stands before the command.
      Stream.of(args)
          .takeWhile(word -> !word.equals(command.name()))
          .filter(word -> word.startsWith("-"))
          .findFirst()
          .ifPresent(word -> say(failure, command.qualifiedName(), word));
    }
  }

  private static void say(ParameterException failure, String command, String option) {
    failure
        .getCommandLine()
        .getErr()
        .printf("Options of a subcommand stand after it, as in '%s %s'.%n", command, option);
  }
}
