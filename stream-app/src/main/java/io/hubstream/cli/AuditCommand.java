package io.hubstream.cli;

import picocli.CommandLine.Command;

/** {@code hubstream audit}. */
@Command(
    name = "audit",
    description = {
      "Answers which model versions made what, from the topics and the archive, and keeps the archive.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  hubstream audit why hubstream.content-3-1207 -c service.properties",
      "  hubstream audit affected scenes:2 -c service.properties",
      "  hubstream audit archive --to /srv/audit -c service.properties",
      "  hubstream audit verify --from /srv/audit -c service.properties",
      "  hubstream model history scenes -c service.properties"
    },
    subcommands = {
      AuditWhyCommand.class,
      AuditAffectedCommand.class,
      AuditArchiveCommand.class,
      AuditVerifyCommand.class
    })
final class AuditCommand extends GroupCommand {}
