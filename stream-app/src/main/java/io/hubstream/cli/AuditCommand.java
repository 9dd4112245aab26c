package io.hubstream.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code hubstream audit}. */
@Command(
    name = "audit",
    description = "Answers from the topics which model versions made what.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  hubstream audit why hubstream.content-3-1207 -c service.properties",
      "  hubstream audit affected scenes:2 -c service.properties",
      "  hubstream model history scenes -c service.properties"
    },
    subcommands = {AuditWhyCommand.class, AuditAffectedCommand.class})
final class AuditCommand implements Runnable {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
