package io.hubstream.cli;

import picocli.CommandLine.Command;

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
final class AuditCommand extends GroupCommand {}
